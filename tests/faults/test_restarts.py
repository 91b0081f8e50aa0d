"""PostgreSQL or Redis is restarted under a city at work: what was confirmed stays, and everything goes on by itself.

All the while reports arrive by API, a unit takes cases, and pages and parts of pages are asked for. Whoever hears "back
in a moment" sends the same again, as phones do.
"""

import http.client
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from devstack.pytest_services import Folder
from tests.cast import City, city
from tests.faults.devices import Said, Site, report
from tests.faults.servers import Server, server_of_its_own
from tests.services import Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

CASES = "/api/v1/cases/"
OWED = f"{CASES}?state=dispatched&page_size=5"
NO_ANSWER = 0  # the connection ended without one
AWAY = 0.7  # seconds for which there is no server
PAUSE = 0.03  # between two requests of one person


@dataclass
class Street:
    """People at work, each in a thread; what was said to them, by door and status, and what is wrong with it."""

    site: Site
    people: City
    said: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        work = [self.inspector, self.inspector, self.unit, self.reader]
        threads = [threading.Thread(target=self._guarded, args=(each,)) for each in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join(60)
        assert not any(thread.is_alive() for thread in threads)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self.wrong.append(f"{work.__name__}: {error!r}")

    def inspector(self) -> None:
        while not self.over.is_set():
            body = report()
            self._until_taken("report", partial(self.site.ask, self.people.ines, "POST", CASES, body))
            self.reports.append(str(body["id"]))

    def unit(self) -> None:
        """Takes what is dispatched to it, each by a move that has an id."""
        while not self.over.is_set():
            listed = self._until_taken("list", partial(self.site.ask, self.people.hana, "GET", OWED))
            for case in listed.body["results"][:1]:
                body = {"id": str(uuid.uuid4()), "version": case["version"]}
                path = f"{CASES}{case['id']}/moves/take/"
                self._until_taken("move", partial(self.site.ask, self.people.hana, "POST", path, body))
                self.moves.append(body["id"])

    def reader(self) -> None:
        """Pages and parts of pages; who gets no page presses again."""
        while not self.over.is_set():
            for path in ("/cases/", "/today/"):
                self._heard("page", partial(self.site.page, self.people.hana, path))
                self._heard("part", partial(self.site.page, self.people.hana, path, part=True))
                time.sleep(PAUSE)

    def _until_taken(self, door: str, ask: Callable[[], Said]) -> Said:
        for _n in range(600):
            said = self._heard(door, ask)
            time.sleep(PAUSE)
            if said.status not in (NO_ANSWER, 503):
                return said
        raise AssertionError(f"{door} was never answered")

    def _heard(self, door: str, ask: Callable[[], Said]) -> Said:
        try:
            said = ask()
        except (OSError, http.client.HTTPException):
            said = Said(NO_ANSWER, {}, b"")
        self.said[door, said.status] += 1
        if said.status == 503:
            if "Retry-After" not in said.headers or not ("稍后" in said.text or "moment" in said.text):
                self.wrong.append(f"{door}: 503 without words: {said.text[:300]}")
        elif said.status not in (NO_ANSWER, 200, 201):
            self.wrong.append(f"{door}: {said.status}: {said.text[:300]}")
        return said

    def went_on(self, reports: int, moves: int) -> bool:
        """Well beyond so many."""
        return len(self.reports) > reports + 10 and len(self.moves) > moves + 3

    def heard(self, status: int) -> set[str]:
        return {door for door, each in self.said if each == status}


@pytest.fixture
def server(around: Cast) -> Iterator[tuple[Server, Street]]:
    """A city with a database server of its own, and the web on it."""
    people, site = city(), Site()
    site.know(people.ines, people.hana)
    with ExitStack() as stack:
        made = stack.enter_context(server_of_its_own(stack.enter_context(Folder())))
        around.given = {"DATABASE_URL": made.url(), "API_PER_MINUTE": "0"}
        site.address = around.web(workers=2)
        stack.callback(around.ends.close)  # what works on it ends first
        yield made, Street(site, people)


def restart(server: Server, how: str) -> None:
    server.stop(how)
    time.sleep(AWAY)
    server.start()


def assert_there_once(server: Server, street: Street) -> None:
    there = "SELECT count(*), count(DISTINCT id) FROM cases_case WHERE id = ANY(%s::uuid[])"
    number = len(street.reports)
    assert len(set(street.reports)) == number > 20
    assert server.ask(there, street.reports) == [(number, number)]
    moves = "SELECT count(*), count(DISTINCT id) FROM cases_caseevent WHERE id = ANY(%s::uuid[]) AND move = 'take'"
    assert street.moves
    assert server.ask(moves, street.moves) == [(len(street.moves), len(street.moves))]


def all_routed(server: Server) -> bool:
    return server.ask("SELECT count(*) FROM cases_case WHERE state = 'reported'") == [(0,)]


@pytest.mark.parametrize("how", ["fast", pytest.param("immediate", marks=pytest.mark.long)])
def test_the_database_is_restarted_under_a_city_at_work(
    around: Cast, server: tuple[Server, Street], how: str, request: pytest.FixtureRequest
) -> None:
    made, street = server
    running = [around.clock(), around.worker()]
    with street.at_work():
        wait_until(lambda: len(street.moves) > 3, seconds=30, what="the first cases taken")
        for _n in range(6 if request.config.getoption("long") else 1):
            restart(made, how)
            [[moment]] = made.ask("SELECT now()")
            before = len(street.reports), len(street.moves)
            wait_until(partial(street.went_on, *before), seconds=30, what="reports and moves after it")
    assert street.wrong == [], around.told()
    assert street.heard(NO_ANSWER) == set()
    assert {"report", "page", "part"} <= street.heard(503), f"nobody was hit: it proves nothing: {street.said}"
    assert_there_once(made, street)
    wait_until(lambda: all_routed(made), seconds=20, what="the routing of all")
    assert [process.poll() for process in running] == [None, None]
    assert_the_worker_hears(made, street)
    beats = "SELECT count(*) FROM common_heartbeat WHERE at > %s AND name IN ('sweep', 'chase', 'feed')"
    wait_until(lambda: made.ask(beats, moment) == [(3,)], seconds=20, what="the clock's jobs")


@pytest.mark.long
def test_a_database_that_answers_nobody_for_a_while_loses_nothing(around: Cast, server: tuple[Server, Street]) -> None:
    """No time limit of a connection ends a wait for it: the web server ends its own workers after half a minute."""
    made, street = server
    running = [around.clock(), around.worker()]
    with street.at_work():
        wait_until(lambda: len(street.moves) > 3, seconds=30, what="the first cases taken")
        with made.frozen():
            time.sleep(40)
        before = len(street.reports)
        wait_until(lambda: len(street.reports) > before + 10, seconds=60, what="reports after it")
    assert street.wrong == [], around.told()
    assert "report" in street.heard(NO_ANSWER), f"nobody was hit: it proves nothing: {street.said}"
    assert_there_once(made, street)
    wait_until(lambda: all_routed(made), seconds=60, what="the routing of all")
    assert [process.poll() for process in running] == [None, None]


def assert_the_worker_hears(server: Server, street: Street) -> None:
    """Before the clock's sweep would look: it leaves three seconds to the worker."""
    body = report()
    assert street.site.ask(street.people.ines, "POST", CASES, body).status == 201
    routed = "SELECT state <> 'reported' FROM cases_case WHERE id = %s"
    assert wait_until(lambda: server.ask(routed, body["id"]) == [(True,)], seconds=10, what="the worker") < 2.5


@pytest.mark.long
def test_redis_dies_under_a_city_at_work_and_nobody_is_told_to_wait(
    around: Cast, server: tuple[Server, Street]
) -> None:
    made, street = server
    running = [around.clock(), around.worker()]
    with street.at_work():
        wait_until(lambda: len(street.moves) > 1, seconds=30, what="the first cases taken")
        around.broker.kill()
        before = len(street.moves)
        wait_until(lambda: len(street.moves) > before + 2, seconds=40, what="the work by the sweep")
        around.broker.start()
    assert street.wrong == [], around.told()
    assert street.heard(503) | street.heard(NO_ANSWER) == set()
    assert_there_once(made, street)
    assert [process.poll() for process in running] == [None, None]
    wait_until(lambda: worker_hears(made, street), seconds=40, what="a nudge that is heard")


def worker_hears(server: Server, street: Street) -> bool:
    try:
        assert_the_worker_hears(server, street)
    except AssertionError:
        return False
    return True
