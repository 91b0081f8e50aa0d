"""Where things lie under var/, and the two cases in which they can't lie there."""

import hashlib
import os
import pwd
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
POSTGRES_ACCOUNT = "postgres"
APP_ROLE = os.environ.get("DATABASE_APP") or "citymgmt_app"
SOCKET_FOLDER_MAX = 90  # a unix socket's path ends at 107 characters, and its own name needs 17


@dataclass(frozen=True)
class Layout:
    """The folders of one set of services. `var` is the checkout's; `data` and `run` may lie elsewhere."""

    var: Path
    data: Path
    run: Path
    account: str | None  # the account PostgreSQL runs as; None: our own

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def stamps(self) -> Path:
        return self.var / "stamps"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    @property
    def redis_data(self) -> Path:
        return self.var / "redis"

    @property
    def status(self) -> Path:
        return self.run / "status.json"

    @property
    def people(self) -> Path:
        """The demo's people as `manage.py demo_city` wrote them; they outlive a stop."""
        return self.var / "demo" / "people.json"

    @property
    def accounts(self) -> Path:
        """The people with the address of the server: there only while it answers, whole from its first moment."""
        return self.var / "demo" / "accounts.json"

    @property
    def database_url(self) -> str:
        return f"postgres://citymgmt@/citymgmt?host={self.run}"

    @property
    def app_database_url(self) -> str:
        """As the role that owns no table; `migrate` makes it (common/database_roles.py)."""
        return f"postgres://{APP_ROLE}@/citymgmt?host={self.run}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    def outside(self) -> list[Path]:
        """Folders of ours that don't lie under var."""
        return [folder for folder in (self.data, self.run) if not folder.is_relative_to(self.var)]


def layout(var: Path | None = None) -> Layout:
    """Data and sockets go under var, unless PostgreSQL's account can't get there or the path is too long."""
    var = var or Path(os.environ.get("CITYMGMT_VAR") or CHECKOUT / "var").absolute()
    account = postgres_account()
    name = f"citymgmt-{hashlib.sha256(str(var).encode()).hexdigest()[:10]}"
    data, run = var / "pg", var / "run"
    if account and not walkable(var, account):
        data, run = Path("/var/lib/postgresql") / name, Path("/run") / name
    if len(str(run)) > SOCKET_FOLDER_MAX:
        run = runtime_folder() / name
    return Layout(var=var, data=data, run=run, account=account)


def postgres_account() -> str | None:
    """PostgreSQL refuses to run as root: for root it runs as Debian's account for it, where there is one."""
    if os.geteuid() != 0:
        return None
    return next((entry.pw_name for entry in pwd.getpwall() if entry.pw_name == POSTGRES_ACCOUNT), None)


def runtime_folder() -> Path:
    if os.geteuid() == 0:
        return Path("/run")
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())


def walkable(path: Path, account: str) -> bool:
    """Whether the account may pass through every folder down to this one (those not made yet will be open)."""
    entry = pwd.getpwnam(account)
    groups = set(os.getgrouplist(account, entry.pw_gid))
    return all(_may_pass(folder.stat(), entry.pw_uid, groups) for folder in _existing(path))


def _existing(path: Path) -> Iterator[Path]:
    real = path.resolve()
    return (folder for folder in [real, *real.parents] if folder.exists())


def _may_pass(status: os.stat_result, uid: int, groups: set[int]) -> bool:
    if status.st_uid == uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid in groups:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def prepare(place: Layout) -> None:
    """Make the folders. A `run` elsewhere is linked from var/run, so that plain `manage.py` finds the sockets too."""
    for folder in (place.var, place.logs, place.stamps, place.redis_data):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    place.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.account:
        entry = pwd.getpwnam(place.account)
        os.chown(place.run, entry.pw_uid, entry.pw_gid)
    link = place.var / "run"
    if link != place.run and not link.exists():
        link.unlink(missing_ok=True)  # a link left by a runtime folder that the last boot cleared away
        link.symlink_to(place.run)
