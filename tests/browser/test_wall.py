"""The wall in Chromium: it renews itself for days, keeps what it has while the server is away, and never is blank."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions import issue_token
from accounts.models import Scope
from evaluations.actions import rebuild
from tests import cast
from tests.browser.axe import wrong
from tests.browser.conftest import SignedIn
from tests.dashboards.month import a_month

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALL = {"width": 1920, "height": 1080}
STEPS, PAUSE = 8, 40  # of the rest; real milliseconds after each
PATIENT = 20  # rests for one answer
REST = 32_000  # milliseconds: longer than a wall waits before it asks again
WARM = 10  # refreshes after which everything is loaded that will be
MORE = 1.1  # the heap grows by so much at most

# A look at each change of the page and each ten milliseconds: exactly one page is shown, and something stands on it.
WATCH = """() => {
  window.blanks = 0;
  const look = () => {
    const shown = [...document.querySelectorAll(".wall-page")].filter((each) => each.checkVisibility());
    if (shown.length !== 1 || !shown[0].innerText.trim()) window.blanks += 1;
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
  setInterval(look, 10);
}"""
REFRESH = """async (number) => {
  const { refresh } = await import("app/wall");
  const wall = document.querySelector("[data-live]");
  let taken = 0;
  for (let each = 0; each < number; each += 1) {
    wall.dataset.show = each % 4;
    if (await refresh()) taken += 1;
  }
  return taken;
}"""


@pytest.fixture
def wall(signed_in: SignedIn) -> Callable[..., Page]:
    """A wall of the leader, after some weeks of cases; with `clock` its time is the test's."""

    def page(*, clock: bool = False, **given: str) -> Page:
        city = cast.city()
        a_month(city, 120)
        rebuild()
        made = signed_in(city.lea, **WALL, **given)
        if clock:
            made.clock.install()
        made.goto("/wall/")
        expect(made.locator(".wall-figure").first).to_be_visible()
        return made

    return page


def rest(page: Page) -> None:
    """Until the wall has asked once more and was answered. An answer takes real time, after which the next rest begins:
    so the clock of the page goes in steps, on a slow machine for longer than one rest."""
    with page.expect_response("**/wall/live/") as answer:
        for __ in range(STEPS * PATIENT):
            if answer.is_done():
                break
            page.clock.run_for(REST // STEPS)
            page.wait_for_timeout(PAUSE)


def heap(page: Page) -> float:
    line = page.context.new_cdp_session(page)
    for __ in range(3):
        line.send("HeapProfiler.collectGarbage")
    used: float = line.send("Runtime.getHeapUsage")["usedSize"]
    line.detach()
    return used


class Line:
    """The way to the server, which can be cut as by its end: what is open breaks off, and nobody listens."""

    def __init__(self, address: str) -> None:
        self.server = urlsplit(address).port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []
        self._listen()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        for each in (self.listener, *self.open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.open.clear()

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self._listen()

    def _listen(self) -> None:
        Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, __ = listener.accept()
                there = socket.create_connection(("localhost", self.server))
                self.open += [here, there]
                for one, other in ((here, there), (there, here)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65_536):
                other.sendall(content)
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    made = Line(live_server.url)
    yield made
    made.cut()


def lives(page: Page, line: Line, refreshes: int) -> None:
    page.evaluate(WATCH)
    assert page.evaluate(REFRESH, WARM) == WARM
    before = heap(page)
    assert page.evaluate(REFRESH, refreshes // 2) == refreshes // 2
    line.cut()
    assert page.evaluate(REFRESH, 4) == 0
    expect(page.locator(".wall-page:visible")).to_have_count(1)
    line.mend()
    assert page.evaluate(REFRESH, refreshes // 2) == refreshes // 2
    assert heap(page) <= before * MORE
    assert page.evaluate("window.blanks") == 0


def test_some_refreshes_and_a_restart_of_the_server_leave_no_trace(wall: Callable[..., Page], line: Line) -> None:
    lives(wall(url=line.url), line, 24)


@pytest.mark.long
def test_two_thousand_refreshes_and_a_restart_of_the_server_leave_no_trace(
    wall: Callable[..., Page], line: Line
) -> None:
    lives(wall(url=line.url), line, 2000)


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_none_of_its_pages_has_what_axe_finds(wall: Callable[..., Page], theme: Any) -> None:
    page, found = wall(), []
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for number in range(4):
        page.evaluate(f"document.querySelector('[data-live]').dataset.show = {number}")
        found += [f"page {number}: {each}" for each in wrong(page)]
    assert not found, "\n".join(found)


def test_its_pages_come_in_turn(wall: Callable[..., Page]) -> None:
    page = wall(clock=True)
    seen = []
    for __ in range(5):
        seen.append(page.locator(".wall-page:visible h1").inner_text())
        page.clock.run_for(12_000)
    assert len(set(seen[:4])) == 4
    assert seen[4] == seen[0]


def test_its_clock_is_the_citys(wall: Callable[..., Page]) -> None:
    """As the server drew it, and as the screen goes on from there."""
    page, before = wall(), timezone.localtime()
    page.evaluate("import('app/wall').then((module) => module.tell())")
    right = {f"{each:%m-%d %H:%M}" for each in (before - timedelta(minutes=1), before, timezone.localtime())}
    assert page.locator(".wall-page:visible .wall-clock").inner_text() in right


def test_while_the_server_is_away_it_says_how_old_its_numbers_are(wall: Callable[..., Page]) -> None:
    page = wall(clock=True)
    state, numbers = page.locator("#wall-state"), page.locator(".wall-figures").inner_text()
    page.route("**/wall/live/", lambda route: route.abort())
    for __ in range(5):
        page.clock.run_for(REST)
    expect(state).to_contain_text("服务器没有响应")
    expect(state).to_contain_text("2 分钟")
    page.evaluate("document.querySelector('[data-live]').dataset.show = 0")
    assert page.locator(".wall-figures").inner_text() == numbers
    page.unroute("**/wall/live/")
    rest(page)
    expect(state).to_be_hidden()


@pytest.mark.parametrize("answer", [{"status": 502, "body": "Bad gateway"}, {"status": 200, "body": "<p>Login</p>"}])
def test_what_comes_for_something_else_is_not_shown(wall: Callable[..., Page], answer: dict[str, Any]) -> None:
    """A proxy before a server that starts, a hotspot's page."""
    page = wall()
    page.route("**/wall/live/", lambda route: route.fulfill(**answer))
    assert page.evaluate(REFRESH, 2) == 0
    expect(page.locator(".wall-page:visible")).to_have_count(1)
    assert "Bad gateway" not in page.content()


def test_when_the_sign_in_is_over_it_says_so_and_goes_on_after_the_next(wall: Callable[..., Page]) -> None:
    page = wall(clock=True)
    kept, cookies = list(Session.objects.all()), page.context.storage_state()["cookies"]
    Session.objects.all().delete()
    for __ in range(3):
        rest(page)
    expect(page.locator("#wall-state")).to_contain_text("登录已失效")
    Session.objects.bulk_create(kept)
    page.context.add_cookies([{"name": each["name"], "value": each["value"], "url": page.url} for each in cookies])
    rest(page)
    expect(page.locator("#wall-state")).to_be_hidden()


def test_a_screen_begins_with_its_key_behind_the_hash(signed_in: SignedIn) -> None:
    city = cast.city()
    key, __ = issue_token(user=city.lea, at=timezone.now(), scopes=[Scope.WALL])
    page = signed_in(city.lea, **WALL)
    page.context.clear_cookies()
    page.goto(f"/wall/enter/#{key}")
    page.wait_for_url("**/wall/")
    expect(page.locator(".wall-figures")).to_be_visible()
    assert key not in page.url


def test_it_asks_as_a_page_that_nobody_touches(wall: Callable[..., Page]) -> None:
    """Whoever left a desk with the wall open is signed out as from any page (a screen of its own has a key)."""
    page = wall(clock=True)
    with page.expect_request("**/wall/live/") as asked:
        page.clock.run_for(REST)
    assert asked.value.headers["x-poll"] == "1"
