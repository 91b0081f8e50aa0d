"""Which tests the workers of one run share out, and which stay together on one of them."""

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


class Scheduling(LoadScopeScheduling):
    """Each test is shared out by itself, but for the groups; these come first, since they take longest.

    The mark `xdist_group` would say the same, but pytest 9.2 no longer lets xdist 3.8 write it into a test's id.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(APART):
            return nodeid
        return next((group for folder, group in TOGETHER.items() if nodeid.startswith(folder)), nodeid)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """What is done is forgotten: it would be gone through again after each of ten thousand tests."""
        nodeid = self.registered_collections[node][item_index]
        work, group = self.assigned_work[node], self._split_scope(nodeid)
        del work[group][nodeid]
        if not work[group]:
            del work[group]
        self._reschedule(node)
