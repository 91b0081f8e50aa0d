"""`./dev forget`: remove what `./dev` has made under var/, and nothing else."""

import shutil
from pathlib import Path

from devstack.layout import CHECKOUT, layout
from devstack.services import LASTING, Postgres, ServiceError
from devstack.stack import AlreadyRunningError, only_one
from devstack.steps import say

OURS = ("pg", "pg.new", "run", "redis", "log", "stamps", "static", "media", "demo", "tests", "node", "secret_key")


def forget() -> int:
    place = layout()
    if not place.var.exists() and not place.outside():
        say("there is nothing to forget")
        return 0
    if place.var.is_symlink():
        say(f"{place.var} is a link; remove what it points to by hand")
        return 1
    try:
        _refuse_while_in_use()
    except (AlreadyRunningError, ServiceError) as reason:
        say(f"{reason}; end it first")
        return 1
    for path in [*place.outside(), *_under(place.var)]:
        say(f"removing {path}")
        _remove(path)
    if place.var.is_dir() and not any(place.var.iterdir()):
        place.var.rmdir()
    return 0


def _refuse_while_in_use() -> None:
    place = layout()
    if not place.run.exists():
        return
    with only_one(place):
        if place.data.exists() and Postgres(place, LASTING).answers():
            raise ServiceError(f"a command of this checkout still uses the database in {place.data}")


def _under(var: Path) -> list[Path]:
    """Everything in the checkout's own var; elsewhere (CITYMGMT_VAR) only names that we give."""
    if var == CHECKOUT / "var":
        return list(var.iterdir()) if var.exists() else []
    return [path for name in OURS if (path := var / name).exists() or path.is_symlink()]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
