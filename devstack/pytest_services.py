"""pytest plugin: a throw-away PostgreSQL and Redis for the run, before pytest-django reads the settings.

It is named by `-p` in pyproject.toml, since a conftest is read too late. Under xdist the controller starts one set and
the workers inherit its addresses. A DATABASE_URL or REDIS_URL that is already set is used, and its service not started.
In the database server there is a migrated database, of which tests/databases.py makes each process its copy.
"""

import gc
import os
import pwd
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from devstack import layout, migrated
from devstack.services import THROW_AWAY, Postgres, Redis, Service, addresses, running

_open = ExitStack()
gc.disable()  # until the application is loaded


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    # A wrapper, because wrappers run before every plain hook, pytest-django's included.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _start()
    try:
        return (yield)
    except BaseException:
        _open.close()
        raise


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes `-n auto` means: three for the whole run, two for a part, none beside this for a single file.

    Each takes seconds to load the application, longer than most files take to be tested. In the whole run one of them
    waits for browsers and servers much of its time (tests/scheduling.py), which would leave a processor idle.
    """
    files = {argument.partition("::")[0] for argument in config.option.file_or_dir}
    if not files:
        return 3
    return 0 if len(files) == 1 and files.pop().endswith(".py") else 2


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    _leave_alone()
    gc.enable()
    gc.set_threshold(10_000, 20, 20)  # tests throw away little that counting references leaves; looked for less often


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    _leave_alone()


def _leave_alone() -> None:
    """What was loaded so far stays to the end. Going through it again and again took a tenth of each run."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _open.close()


def _start() -> None:
    folder = _open.enter_context(Folder())
    place = layout.Layout(var=folder, data=folder / "pg", run=folder / "run", account=layout.postgres_account())
    layout.prepare(place)
    wanted: list[Service] = []
    elsewhere = bool(os.environ.get("DATABASE_URL"))
    if not elsewhere:
        migrated.put_cluster(place)
        wanted.append(Postgres(place, THROW_AWAY))
    if not os.environ.get("REDIS_URL"):
        wanted.append(Redis(place, keep=False))
    _open.enter_context(running(wanted))
    os.environ["DEMO"] = "1"  # the play city is tested too
    # var too is the run's own: tests must neither read nor fill a demo's photos, secret key and collected files.
    os.environ.update(addresses(place, os.environ))
    if elsewhere:
        migrated.make_database(addresses(place, os.environ))
    (folder / "static").mkdir()


class Folder:
    """A temporary folder that PostgreSQL's account can reach, removed at the end."""

    def __enter__(self) -> Path:
        account = layout.postgres_account()
        choices = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/run")]
        root = next(path for path in choices if path.is_dir() and (not account or layout.walkable(path, account)))
        self.path = Path(tempfile.mkdtemp(prefix="citymgmt-", dir=root))
        self.path.chmod(0o755 if account else 0o700)
        if account:
            entry = pwd.getpwnam(account)
            os.chown(self.path, entry.pw_uid, entry.pw_gid)
        return self.path

    def __exit__(self, *exc: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
