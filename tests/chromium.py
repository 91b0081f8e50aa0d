"""A real Chromium for the tests of what happens in the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, sync_playwright

from accounts.models import User

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


def session_of(user: User) -> str:
    """A session as signing in would make it, without the cost of the password."""
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@contextmanager
def opened(url: str, user: User, path: str, *, width: int = 1440) -> Iterator[tuple[Page, list[str]]]:
    """A page as this person sees it, and the list of what went wrong in its console."""
    session = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": url}
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        context.add_cookies([session])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(url + path)
        page.wait_for_load_state("networkidle")
        yield page, wrong
        browser.close()
