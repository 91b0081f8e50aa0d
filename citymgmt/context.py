"""What the frame of every page needs. Nearly all of it is asked only by the templates that show it."""

import functools
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from accounts.models import User
from accounts.roles import Role
from cases.querysets.scopes import scope_of
from citymgmt.navigation import FIELD_BAR, RAIL, STREET_RAIL, shown
from common import heartbeat
from grids.presenters.layers import CITY_ZOOM
from grids.queries import City, city
from notices.queries import unread
from registry.checklist import Fault, faults

PACKAGES = {
    "echarts": "npm/echarts.esm.min.js", "idb": "npm/idb.js", "@mapbox/vector-tile": "npm/vector-tile.js",
    "@mapbox/point-geometry": "npm/point-geometry.js", "pbf": "npm/pbf.js",
}  # fmt: skip
WORLD = [20.0, 0.0, 4.0]  # latitude, longitude, zoom: a map that shows no city, and is no other city's either
DELAYING = {"worker", "clock", "redis"}  # children whose absence delays messages and loses nothing


def import_map() -> str:
    """The bare names of our modules: `app/http` is static/js/app/http.js. Served with hashed names in production."""
    return _import_map.__wrapped__() if settings.DEBUG else _import_map()


@functools.cache
def _import_map() -> str:
    folder = Path(settings.BASE_DIR) / "static" / "js"
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in sorted(folder.glob("*/**/*.js")))
    imports = {name: static(f"js/{name}.js") for name in names}
    imports |= {name: static(path) for name, path in PACKAGES.items()}
    return json.dumps({"imports": imports})


@functools.lru_cache(maxsize=1)
def _silent(tick: int) -> list[str]:
    """The jobs of the clock that stand still, asked once in five seconds and not by every page."""
    return heartbeat.silent(at=timezone.now())


@functools.lru_cache(maxsize=1)
def _loaded(tick: int) -> City:
    """What the city's own folder says, asked once a minute. A page that says what is wrong must not need it."""
    try:
        return city()
    except DatabaseError:
        return City()


def forget_city() -> None:
    """Ask for it anew at the next page."""
    _loaded.cache_clear()


def city_name() -> str:
    return settings.CITY_NAME or _loaded(int(time.time() // 60)).name or gettext("City management")


def degraded() -> str:
    """What the supervisor says is not well, in words for the people who work here; nothing when all is well."""
    try:
        children = json.loads((Path(settings.VAR_DIR) / "run" / "status.json").read_text())
        down = {name for name, child in children.items() if child["state"] != "running"}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        down = set()  # no supervisor, or it is just writing: better silent than wrong
    if down & DELAYING or _silent(int(time.time() // 5)):
        return gettext("Messages and reminders are delayed. Reports and decisions are safe.")
    return ""


@functools.lru_cache(maxsize=4)
def _faults(tick: int, language: str) -> list[Fault]:
    """Asked once in five seconds and not by every page. A page that says what is wrong must not need it."""
    try:
        return faults()
    except DatabaseError:
        return []


def stored_faults(request: HttpRequest) -> list[Fault]:
    """What is stored and can't be worked with, for those who can mend it."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or user.role != Role.ADMINISTRATOR:
        return []
    return _faults(int(time.time() // 5), get_language() or "")


def theme(request: HttpRequest) -> str:
    chosen = getattr(getattr(request, "user", None), "theme", "") or request.COOKIES.get("theme", "")
    return chosen if chosen in ("light", "dark") else "auto"


def client_words() -> dict[str, str]:
    """The sentences that modules say by themselves; they read them from the page (`app/words`)."""
    return _client_words(get_language() or "")


@functools.cache
def _client_words(language: str) -> dict[str, str]:
    """Put together once in each language, for every page has them."""
    return {
        "d": gettext("%d d"),
        "h": gettext("%d h"),
        "min": gettext("%d min"),
        "due": gettext("due in %s"),
        "late": gettext("%s late"),
        "ago": gettext("%s ago"),
        "now": gettext("just now"),
        "in": gettext("in %s"),
        "copied": gettext("Copied"),
        "close": gettext("Close"),
        "retry": gettext("Try again"),
        "updated": gettext("The list was updated."),
        "offline": gettext("No connection. Nothing was lost; try again when you are back online."),
        "timeout": gettext("The server took too long to answer. Nothing was lost; please try again."),
        "failed": gettext("Something went wrong here. It was written down; please try again."),
        "refused": gettext("This was refused."),
        "missing": gettext("This is not there any more, or it is not yours to see."),
        "signin": gettext("Your session has ended. Sign in again: what you typed is kept on this device."),
        "draft": gettext("What you typed here (%s) was not sent."),
        "draftback": gettext("Put it back"),
        "draftaway": gettext("Throw it away"),
        "uncopied": gettext("This browser does not let pages copy. Select the text and copy it yourself."),
        "noplace": gettext("Nothing on the map here yet."),
        "layerfailed": gettext("A map layer could not be loaded."),
        "layercut": gettext("Not all of it is drawn here, only %d of a kind. Zoom in for the rest."),
        "noground": gettext("The city has no ground for the map here yet. An administrator can load one."),
        "pin": gettext("Chosen place"),
        "putpin": gettext("Tap the map to set the place."),
        "side": gettext("Side by side"),
        "overlay": gettext("Lay over each other"),
        "stale": gettext("This page is older than a day. Load it again."),
    }


def map_begins() -> dict[str, Any]:
    """`center`, where a map without a place of its own begins: latitude, longitude, zoom.

    As the city's folder says, else in the middle of its areas; the world where no city stands. `chosen` where the
    folder says it: then a map on which somebody puts a place stays there.
    """
    found = _loaded(int(time.time() // 60))
    centre = [found.centre[1], found.centre[0], CITY_ZOOM] if found.centre else WORLD
    return {"center": centre, "chosen": found.chosen}


def scope_labels(request: HttpRequest) -> tuple[Any, ...]:
    """The areas and classes to which this person is limited, so that nobody takes a part for the whole."""
    user = getattr(request, "user", None)
    return scope_of(user).labels if isinstance(user, User) else ()


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: callables, so that a fragment pays for nothing it does not show."""
    lazily: dict[str, Callable[[], Any]] = {
        "import_map": import_map,
        "navigation": lambda: shown(RAIL, request) or shown(STREET_RAIL, request),
        "field_navigation": lambda: shown(FIELD_BAR, request),
        "unread": lambda: unread(request.user),
        "degraded": degraded,
        "stored_faults": lambda: stored_faults(request),
        "theme": lambda: theme(request),
        "client_words": client_words,
        "search_url": lambda: reverse("search"),
        "inbox_url": lambda: reverse("notices:inbox"),
        "city_name": city_name,
        "styleguide_url": lambda: reverse("styleguide") if getattr(request.user, "is_staff", False) else "",
        "scope_labels": lambda: scope_labels(request),
    }
    return {
        **lazily,
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "map_begins": map_begins,
        "tile_url": settings.TILE_URL,
    }
