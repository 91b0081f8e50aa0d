"""What must be done once before a start, and only again when its inputs have changed."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from devstack.layout import CHECKOUT, Layout

MANAGE = [sys.executable, "manage.py"]


class AnotherVersionError(Exception):
    """The database was made by another version of the project; the words say what to do."""


def manage(*arguments: str, env: Mapping[str, str]) -> None:
    """Run one management command in the foreground; raise CalledProcessError when it fails."""
    subprocess.run([*MANAGE, *arguments], cwd=CHECKOUT, env={**os.environ, **env}, check=True)


def knows(command: str) -> bool:
    """Whether a house has this management command (asking Django itself would cost a start of it)."""
    return any(CHECKOUT.glob(f"*/management/commands/{command}.py"))


def messages(place: Layout, env: Mapping[str, str]) -> None:
    sources = sorted(CHECKOUT.glob("locale/*/LC_MESSAGES/*.po"))
    made = [source.with_suffix(".mo") for source in sources]
    current = checksum(sources)
    if sources and (not all(path.exists() for path in made) or not is_stamped(place, "messages", current)):
        say("compiling the translations")
        manage("compilemessages", "-v0", "--ignore=.venv", "--ignore=node_modules", env=env)
        stamp(place, "messages", current)


def static_files(place: Layout, env: Mapping[str, str]) -> None:
    houses = [app.parent for app in sorted(CHECKOUT.glob("*/apps.py"))]
    folders = [CHECKOUT / "static", *(house / "static" for house in houses)]
    sources = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    locks = [CHECKOUT / "package-lock.json", CHECKOUT / "requirements/run.txt", CHECKOUT / "citymgmt/npm.py"]
    current = checksum([*sources, *locks])
    if not (place.var / "static/staticfiles.json").exists() or not is_stamped(place, "static", current):
        say("collecting the static files")
        manage("collectstatic", "--noinput", "--clear", "-v0", env=env)
        stamp(place, "static", current)


def migrations(place: Layout, env: Mapping[str, str]) -> None:
    others = [CHECKOUT / "requirements/run.txt", CHECKOUT / "common/database_roles.py"]  # `migrate` grants as well
    current = checksum([*sorted(CHECKOUT.glob("*/migrations/*.py")), *others])
    current += cluster_identity(place)
    if not is_stamped(place, "migrations", current):
        refuse_another_version(env["DATABASE_URL"])
        say("migrating the database (a new one takes a minute or two)")
        manage("migrate", "--noinput", "-v0", env=env)
        stamp(place, "migrations", current)


def refuse_another_version(database: str) -> None:
    """Raise AnotherVersionError where the database has run migrations that this checkout does not have."""
    unknown = [name for name in applied(database) if not (CHECKOUT / name).exists()]
    if unknown:
        raise AnotherVersionError(
            f"the database is of another version of this project: it has run {unknown[0]}, which is not here"
            f"{f' (and {len(unknown) - 1} more)' if unknown[1:] else ''}. Nothing was changed. Go back to that version"
            " (git checkout), or let ./dev forget make room for a new demo city. A city that you want to keep:"
            " docs/upgrade.md"
        )


def applied(database: str) -> list[str]:
    """The files of the migrations of our houses that a database has run, those run last first; none for a new one."""
    import psycopg2  # only here: `./dev forget` runs with the Python of the system, without our packages

    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        if cursor.fetchone() == (None,):
            return []
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id DESC")
        rows = cursor.fetchall()
    return [f"{app}/migrations/{name}.py" for app, name in rows if (CHECKOUT / app / "migrations").is_dir()]


def demo_city(place: Layout, env: Mapping[str, str]) -> None:
    identity = cluster_identity(place)
    if place.people.exists() and is_stamped(place, "demo", identity):
        return
    if knows("demo_city"):
        say("building the demo city and its month of cases (only this once; a minute or two)")
        manage("demo_city", env=env)
        stamp(place, "demo", identity)


def cluster_identity(place: Layout) -> str:
    """Changes with the cluster; unique each time for a database that isn't ours, of which we know nothing."""
    version = place.data / "PG_VERSION"
    if os.environ.get("DATABASE_URL") or not version.exists():
        return f" {time.time_ns()}"
    status = version.stat()
    return f" {status.st_ino}-{status.st_mtime_ns}"


def checksum(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.relative_to(CHECKOUT)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_stamped(place: Layout, name: str, value: str) -> bool:
    path = place.stamps / name
    return path.exists() and path.read_text() == value


def stamp(place: Layout, name: str, value: str) -> None:
    (place.stamps / name).write_text(value)


def say(words: str) -> None:
    print(f"dev: {words}", flush=True)
