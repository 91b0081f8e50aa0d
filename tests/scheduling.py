"""Which tests the workers of one run share out, and which stay together on one of them."""

from xdist.scheduler import LoadScopeScheduling

# What starts processes of its own (browser, Redis, Celery, pg_basebackup) runs on one worker: two browsers at once make
# each other slow. The plans share one city of many cases, which is dear to make.
TOGETHER = {
    "tests/browser/": "processes",
    "tests/faults/": "processes",
    "tests/backups/": "processes",
    "tests/plans/": "plans",
}


class Scheduling(LoadScopeScheduling):
    """Each test is shared out by itself, but for the groups; these come first, since they take longest.

    The mark `xdist_group` would say the same, but pytest 9.2 no longer lets xdist 3.8 write it into a test's id.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((group for folder, group in TOGETHER.items() if nodeid.startswith(folder)), nodeid)
