"""The supervisor and the places of things, with children that do next to nothing."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devstack import layout, processes, services, stack, steps
from devstack.supervisor import Child, Supervisor

SLEEP = ["sleep", "60"]
ROOT = Path(__file__).parent.parent

# A supervisor of two sleepers in a process of its own, as ./dev starts it.
SUPERVISE = """
import sys
from pathlib import Path
from devstack import processes, stack
from devstack.layout import Layout
from devstack.supervisor import Child, Supervisor
var = Path(sys.argv[1])
place = Layout(var=var, data=var / "pg", run=var, account=None)
class Telling(Supervisor):
    def look(self):
        super().look()
        (var / "watches").touch()  # a signal before this breaks off the start instead of ending the watch
with stack.only_one(place), Telling(place.status) as supervisor:
    for name in ("first", "second"):
        supervisor.add(Child(name, lambda: processes.start(["sleep", "60"])))
    supervisor.watch()
"""


def until(true: Callable[[], object], patience: float = 10) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def status(folder: Path) -> dict[str, dict[str, object]]:
    try:
        found: dict[str, dict[str, object]] = json.loads((folder / "status.json").read_text())
    except FileNotFoundError:
        return {}
    return found


def pids(folder: Path) -> list[int]:
    return [int(str(child["pid"])) for child in status(folder).values() if child["pid"]]


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor that watches two running children, and its status in tmp_path."""
    process = subprocess.Popen([sys.executable, "-c", SUPERVISE, str(tmp_path)], cwd=ROOT, start_new_session=True)
    until((tmp_path / "watches").exists)
    assert len(pids(tmp_path)) == 2
    yield process
    process.kill()
    process.wait()


def a_child(**given: object) -> Child:
    return Child(**{"name": "sleeper", "start": lambda: processes.start(SLEEP)} | given)  # type: ignore[arg-type]


def test_a_child_that_dies_is_started_again(supervised: subprocess.Popen[bytes], tmp_path: Path) -> None:
    victim, other = pids(tmp_path)
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(pids(tmp_path)) == 2 and victim not in pids(tmp_path))
    assert other in pids(tmp_path)
    assert status(tmp_path)["first"]["restarts"] == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all_of_it(supervised: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals) -> None:
    children = pids(tmp_path)
    supervised.send_signal(number)
    assert supervised.wait(10) == 0
    assert not any(alive(pid) for pid in children)
    assert not (tmp_path / "status.json").exists()


def test_no_child_outlives_a_supervisor_that_is_killed(supervised: subprocess.Popen[bytes], tmp_path: Path) -> None:
    children = pids(tmp_path)
    supervised.kill()
    until(lambda: not any(alive(pid) for pid in children))


def test_a_second_start_is_told_where_the_first_is(tmp_path: Path) -> None:
    place = layout.Layout(var=tmp_path, data=tmp_path / "pg", run=tmp_path, account=None)
    with stack.only_one(place) as lock:
        lock.write("http://127.0.0.1:8000/")
        lock.flush()
        with pytest.raises(stack.AlreadyRunningError, match="8000"), stack.only_one(place):
            pass
    with stack.only_one(place):
        pass  # the first has ended: the place is free again


def test_a_child_that_keeps_dying_is_started_ever_more_rarely(tmp_path: Path) -> None:
    with Supervisor(tmp_path / "status.json") as supervisor:
        child = a_child(start=lambda: processes.start(["sh", "-c", "exit 3"]))
        supervisor.add(child)
        pauses = []
        for _ in range(4):
            assert child.process
            child.process.wait(10)
            now = time.monotonic()
            child.look(now)
            pauses.append((child.retry_at or now) - now)
            if child.retry_at:
                child.look(child.retry_at)
    assert pauses == pytest.approx([0, 2, 4, 8], abs=0.1)


def test_a_child_that_can_not_be_started_is_said_to_be_down(tmp_path: Path) -> None:
    child = a_child(start=lambda: processes.start([str(tmp_path / "nothing")]), answers=lambda: False, service=True)
    child.look(time.monotonic())
    assert child.state == "down"
    assert "can't be started" in child.note


def test_a_service_that_runs_but_does_not_answer_is_silent(tmp_path: Path) -> None:
    with Supervisor(tmp_path / "status.json") as supervisor:
        supervisor.add(a_child(process=processes.start(SLEEP), answers=lambda: False, service=True))
        supervisor.look()
        assert status(tmp_path)["sleeper"]["state"] == "silent"


def test_a_borrowed_service_is_started_here_when_its_owner_has_ended(tmp_path: Path) -> None:
    with Supervisor(tmp_path / "status.json") as supervisor:
        child = a_child(answers=lambda: False, service=True)
        supervisor.add(child)
        supervisor.look()
        assert child.process
        assert child.state == "running"


def test_services_end_after_the_processes_that_stand_on_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    end_group = processes.end_group

    def noted(process: subprocess.Popen[bytes], *, patience: float) -> None:
        ended.append(process.pid)
        end_group(process, patience=patience)

    monkeypatch.setattr(processes, "end_group", noted)
    service, web = processes.start(SLEEP), processes.start(SLEEP)
    with Supervisor(tmp_path / "status.json") as supervisor:
        supervisor.add(a_child(name="service", process=service, service=True))
        supervisor.add(a_child(name="web", process=web))
    assert ended == [web.pid, service.pid]


def test_data_and_sockets_lie_under_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "walkable", lambda path, account: True)
    place = layout.layout(Path("/srv/var"))
    assert (place.data, place.run) == (Path("/srv/var/pg"), Path("/srv/var/run"))
    assert place.outside() == []


def test_they_lie_elsewhere_where_postgres_can_not_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "postgres_account", lambda: "postgres")
    monkeypatch.setattr(layout, "walkable", lambda path, account: False)
    place = layout.layout(Path("/closed/home/var"))
    assert place.data.parent == Path("/var/lib/postgresql")
    assert place.run.parent == Path("/run")
    assert place.outside() == [place.data, place.run]


def test_sockets_lie_elsewhere_where_the_path_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "walkable", lambda path, account: True)
    deep = Path("/srv") / ("a" * 100)
    assert layout.layout(deep).data == deep / "pg"
    assert len(str(layout.layout(deep).run)) < layout.SOCKET_FOLDER_MAX


def test_sockets_elsewhere_are_found_from_var(tmp_path: Path) -> None:
    place = layout.Layout(var=tmp_path / "var", data=tmp_path / "pg", run=tmp_path / "elsewhere", account=None)
    layout.prepare(place)
    assert (tmp_path / "var" / "run").resolve() == tmp_path / "elsewhere"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another account")
def test_a_closed_folder_on_the_way_can_not_be_walked(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not layout.walkable(closed / "var", "postgres")
    assert layout.walkable(Path("/usr"), "postgres")


def test_a_stamp_holds_until_an_input_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CHECKOUT", tmp_path)
    source = tmp_path / "words.po"
    source.write_text("a")
    before = steps.checksum([source])
    source.write_text("b")
    assert steps.checksum([source]) != before


def test_the_accounts_table_counts_a_chinese_character_as_two_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = layout.Layout(var=tmp_path, data=tmp_path, run=tmp_path, account=None)
    place.people.parent.mkdir()
    place.people.write_text(json.dumps([{"role": "监督员", "username": "wang"}]))
    stack.write_accounts(place, "http://127.0.0.1:8000/")
    stack.print_accounts(place)
    assert capsys.readouterr().out.splitlines() == ["role    username  password  name  unit", "监督员  wang"]
    assert json.loads(place.accounts.read_text())["url"] == "http://127.0.0.1:8000/"
    assert stat.S_IMODE(place.accounts.stat().st_mode) == 0o600  # there are passwords in it


def test_dev_lists_its_commands_when_run_bare() -> None:
    said = subprocess.run([ROOT / "dev"], capture_output=True, text=True, check=True).stdout
    named = " ".join(line.split()[1] for line in said.splitlines())
    assert named == "demo test check bench run migrate manage messages docs pictures lock forget"


def test_what_is_forgotten_needs_no_package() -> None:
    """`./dev forget` takes the virtual environment away too, so it runs with the Python of the system."""
    asked = [sys.executable, "-S", "-c", "import devstack.__main__"]  # -S: without the packages of this environment
    subprocess.run(asked, cwd=ROOT, check=True)


def test_dev_refuses_a_command_it_does_not_know() -> None:
    assert subprocess.run([ROOT / "dev", "nonsense"], capture_output=True, check=False).returncode == 64


@dataclass(frozen=True)
class Sleeper:
    """A service that does nothing; it answers while its process lives."""

    place: layout.Layout
    name: str = "sleeper"
    end_signal: int = signal.SIGTERM

    @property
    def pid(self) -> Path:
        return self.place.run / "sleeper.pid"

    def answers(self) -> bool:
        return self.pid.exists() and alive(int(self.pid.read_text()))

    def start(self) -> subprocess.Popen[bytes]:
        process = processes.start(SLEEP)
        self.pid.write_text(str(process.pid))
        return process

    def after_start(self) -> None:
        """Nothing."""


def test_who_started_a_service_stops_it_only_when_nobody_else_uses_it(tmp_path: Path) -> None:
    service = Sleeper(layout.Layout(var=tmp_path, data=tmp_path / "pg", run=tmp_path / "run", account=None))
    begun, wanted = threading.Event(), threading.Event()

    def first() -> None:
        with services.running([service]):
            begun.set()
            wanted.wait(10)

    starter = threading.Thread(target=first)
    starter.start()
    begun.wait(10)
    with services.running([service]):
        wanted.set()
        starter.join(0.3)
        assert starter.is_alive()  # it waits
        assert service.answers()
    starter.join(10)
    assert not service.answers()
