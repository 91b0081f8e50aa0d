"""Pictures of the running product: `./dev pictures [WORD …]` photographs the pages whose name holds a word (or all).

Real Chromium, the demo city, four widths, light and dark, Chinese and English;
into pictures/ under var (CITYMGMT_VAR). With --keep the few that the README shows are copied to docs/pictures/.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from devstack import steps
from devstack.layout import layout

ROOT = Path(__file__).resolve().parent.parent
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
BUSY_UNIT = "hw-a"  # the demo city's street cleaners
PHONE, TABLET, DESK, WALL = (360, 780), (768, 1024), (1440, 900), (3840, 2160)


@dataclass(frozen=True)
class Shot:
    """A page as one role sees it; `follow` selects the link whose page is meant, `press` what to press on it."""

    name: str
    role: str
    address: str
    widths: tuple[tuple[int, int], ...] = (PHONE, DESK)
    follow: str = ""
    press: str = ""


FIRST_CASE = "#cases a[href^='/cases/2']"
SHOTS = (
    Shot("sign-in", "", "/sign-in/"),
    *(Shot(f"today-{role.replace('_', '-')}", role, "/today/") for role in (
        "acceptor", "shift_leader", "dispatcher", "handler", "department_head", "supervisor", "leader", "administrator",
    )),
    Shot("today-inspector", "inspector", "/today/", (PHONE,)),
    Shot("report", "inspector", "/field/report/", (PHONE,)),
    Shot("sent", "inspector", "/field/mine/", (PHONE,), follow="main a[href*='/cases/2']"),
    Shot("mine", "inspector", "/field/mine/", (PHONE,)),
    Shot("tasks", "inspector", "/field/tasks/", (PHONE,)),
    Shot("task", "inspector", "/field/tasks/", (PHONE,), follow="main a[href*='/field/tasks/']"),
    Shot("unit-list", "handler", "/cases/", (PHONE, TABLET, DESK)),
    Shot("unit-list-side", "handler", "/cases/", (DESK,), press="#cases tbody td:nth-child(5)"),
    Shot("case", "handler", "/cases/", (PHONE, DESK), follow=FIRST_CASE),
    Shot("case-closed", "shift_leader", "/cases/?state=closed", (PHONE, DESK), follow=FIRST_CASE),
    Shot("case-disputed", "shift_leader", "/cases/?state=disputed", (PHONE, DESK), follow=FIRST_CASE),
    Shot("case-suspended", "shift_leader", "/cases/?state=suspended", (PHONE, DESK), follow=FIRST_CASE),
    Shot("search", "handler", "/search/?q=路", (PHONE, DESK)),
    Shot("desk", "acceptor", "/desk/"),
    Shot("desk-dispatch", "dispatcher", "/desk/dispatch/", (DESK,)),
    Shot("desk-check", "shift_leader", "/desk/check/", (DESK,)),
    Shot("inspections", "shift_leader", "/inspections/"),
    Shot("routing", "dispatcher", "/routing/"),
    Shot("rule-add", "dispatcher", "/routing/rules/add/"),
    Shot("matrix", "dispatcher", "/routing/matrix/"),
    Shot("dashboard", "leader", "/dashboard/", (PHONE, TABLET, DESK, WALL)),
    Shot("dashboard-month", "leader", "/dashboard/?period=month", (PHONE, DESK, WALL)),
    Shot("map", "leader", "/map/"),
    Shot("inbox", "department_head", "/inbox/"),
    Shot("my-notices", "department_head", "/my-notices/"),
    Shot("unmaskings", "auditor", "/unmaskings/"),
    Shot("setup", "administrator", "/setup/"),
    *(Shot(f"city-{name}", "administrator", f"/city/{name}/") for name in (
        "catalogue", "limits", "rules", "calendars", "units", "people", "notices", "settings", "roads", "changes",
    )),
    Shot("upload", "administrator", "/city/tables/rules/"),
    Shot("channels", "administrator", "/notices/channels/"),
    Shot("not-found", "handler", "/nothing-here/"),
    Shot("styleguide", "administrator", "/styleguide/"),
)  # fmt: skip
README = ("dashboard-1440-light-zh", "report-360-light-zh", "case-1440-light-zh", "unit-list-1440-light-zh")


def main() -> int:
    options = _arguments()
    accounts = _demo()
    folder = layout().var / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not options.words or any(word in shot.name for word in options.words)]
    with _server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=QUIET)
        for shot, theme, language in product(wanted, options.themes, options.languages):
            _photograph(browser, url, shot, accounts, theme, language, folder)
        browser.close()
    if options.keep:
        _keep(folder)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev pictures", description=__doc__)
    parser.add_argument("words", nargs="*", help="only pages whose name holds one of these")
    parser.add_argument("--themes", nargs="+", default=["light", "dark"], choices=["light", "dark"])
    parser.add_argument("--languages", nargs="+", default=["zh", "en"], choices=["zh", "en"])
    parser.add_argument("--keep", action="store_true", help="copy those of the README to docs/pictures/")
    return parser.parse_args()


def _demo() -> dict[str, dict[str, Any]]:
    """Role → account of the demo city, which is made first where it is not there; of a unit that is busy."""
    steps.migrations(layout(), os.environ)
    steps.messages(layout(), os.environ)
    steps.static_files(layout(), os.environ)
    subprocess.run([sys.executable, "manage.py", "demo_city"], cwd=ROOT, check=True)
    accounts = json.loads(layout().people.read_text())
    return {account["role"]: account for account in sorted(accounts, key=lambda account: account["unit"] == BUSY_UNIT)}


SETTLED = 15  # seconds for the clock's first beat and for what became due since the demo was made


@contextmanager
def _server() -> Iterator[str]:
    """Web, worker and clock: without the last two the pages would say, rightly, that reminders are late."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parts = [
        ["-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "citymgmt.wsgi"],
        ["-m", "celery", "-A", "citymgmt", "worker", "-Q", "celery,photos", "-c", "1", "-l", "WARNING"],
        ["manage.py", "clock"],
    ]
    processes = [subprocess.Popen([sys.executable, *words], cwd=ROOT) for words in parts]
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(SETTLED)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _chromium() -> str:
    return next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))


def _complain(name: str, message: ConsoleMessage) -> None:
    if message.type == "error":
        print(f"  {name}: {message.text}")


def _photograph(
    browser: Browser, url: str, shot: Shot, accounts: dict[str, dict[str, Any]], theme: str, language: str, folder: Path
) -> None:
    context = browser.new_context(
        viewport={"width": shot.widths[0][0], "height": shot.widths[0][1]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="zh-CN" if language == "zh" else "en-GB",
    )
    page = context.new_page()
    page.on("console", partial(_complain, shot.name))
    context.add_cookies([{"name": "django_language", "value": "en" if language == "en" else "zh-hans", "url": url}])
    if shot.role:
        _sign_in(page, url, accounts[shot.role])
    page.goto(url + shot.address)
    if shot.follow:
        found = page.locator(shot.follow).first
        if not found.count():  # the demo goes on: no case may be in this state now
            print(f"{shot.name} {theme} {language}: there is none at present", flush=True)
            context.close()
            return
        page.goto(urljoin(page.url, str(found.get_attribute("href"))))
    for width, height in shot.widths:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state("networkidle")
        if shot.press and (width, height) == shot.widths[0]:
            page.locator(shot.press).first.click()
        page.wait_for_timeout(700)
        page.screenshot(path=folder / f"{shot.name}-{width}-{theme}-{language}.png", full_page=width == PHONE[0])
    print(f"{shot.name} {theme} {language}", flush=True)
    context.close()


def _sign_in(page: Page, url: str, account: dict[str, Any]) -> None:
    page.goto(f"{url}/sign-in/")
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.locator("form [type=submit]").last.click()
    page.wait_for_load_state()


def _keep(folder: Path) -> None:
    kept = ROOT / "docs" / "pictures"
    kept.mkdir(exist_ok=True)
    for name in README:
        shutil.copy(folder / f"{name}.png", kept / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
