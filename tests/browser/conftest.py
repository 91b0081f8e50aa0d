"""Real Chromium on the live server. `./dev test` installs it where it is missing."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.models import User
from tests.factories import middle

SignedIn = Callable[..., Page]
PATIENCE_MS = 20_000  # a loaded machine is slow, not wrong
# A city's inner network: an address by name without HTTPS, which is no secure context as 127.0.0.1 is.
INSIDE = "city.test"
NAMED = f"--host-resolver-rules=MAP {INSIDE} 127.0.0.1"
# Pages are drawn by the processor, without a process that plays a graphics card: a fifth less work.
PLAIN = ("--disable-gpu", "--disable-gpu-rasterization", "--disable-software-rasterizer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The only one of the process: a second Playwright would find the loop of the first and refuse to run."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, "Chromium is not installed; ./dev test installs it"
    # Playwright's loop runs in this thread; Django would take our own queries for calls from a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", NAMED, *PLAIN])
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def signed_in(browser: Browser, live_server: Any) -> Iterator[SignedIn]:
    """`signed_in(user, width=360)` is a page of that person's own browser, standing in the first unit grid."""
    with ExitStack() as ends:

        def page(
            user: User, *, width: int = 1440, height: int = 900, language: str = "zh-CN", url: str = live_server.url
        ) -> Page:
            lng, lat = middle(0, 0)
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": height}, locale=language,
                geolocation={"longitude": lng, "latitude": lat, "accuracy": 8}, permissions=["geolocation"],
            )  # fmt: skip
            ends.callback(context.close)
            client = Client()
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            name = django_settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
            made = context.new_page()
            made.set_default_timeout(PATIENCE_MS)
            made.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
            return made

        yield page


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str], Path]:
    """A photo file as a camera makes them, of one colour."""

    def make(colour: str) -> Path:
        path = tmp_path / f"{colour}.jpg"
        image = Image.new("RGB", (3000, 2000), colour)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG")
        path.write_bytes(buffer.getvalue())
        return path

    return make
