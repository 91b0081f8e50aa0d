"""Which tests the workers of one run share out, and which stay together on one of them."""

import os
from functools import cache

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# What starts processes of its own (browser, Redis, Celery, pg_basebackup) runs on one worker: two browsers at once make
# each other slow. The plans share one city of many cases, which is dear to make.
TOGETHER = {
    "tests/browser/": "processes",
    "tests/faults/": "processes",
    "tests/backups/": "processes",
    "tests/plans/": "plans",
}
# These need no process beside them, so that they need not wait for those that do.
APART = ("tests/faults/test_death_at_each_statement.py", "tests/faults/test_twice.py")


def group_of(nodeid: str) -> str:
    if nodeid.startswith(APART):
        return nodeid
    return next((group for folder, group in TOGETHER.items() if nodeid.startswith(folder)), nodeid)


def give_way(nodeid: str) -> None:
    """Browser, servers and clocks have moments to answer in: the other workers run while these wait.

    A worker that once gave way stays so: the processes come first in a run, and only an administrator may go back.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and group_of(nodeid) != "processes":
        _step_back()


@cache
def _step_back() -> None:
    os.nice(5)


class Scheduling(LoadScopeScheduling):
    """Each test is shared out by itself, but for the groups; these come first, since they take longest.

    The mark `xdist_group` would say the same, but pytest 9.2 no longer lets xdist 3.8 write it into a test's id.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """What is done is forgotten: it would be gone through again after each of ten thousand tests."""
        nodeid = self.registered_collections[node][item_index]
        work, group = self.assigned_work[node], group_of(nodeid)
        del work[group][nodeid]
        if not work[group]:
            del work[group]
        self._reschedule(node)
