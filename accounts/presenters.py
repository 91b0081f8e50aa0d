"""What lets a person in, as it is shown to them and to administrators."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import BrowserSession, Token, User

# The first that fits: the others call themselves Chrome or Safari too.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("wxwork", "WeCom"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("HarmonyOS", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class ShownSession:
    session: BrowserSession
    device: str
    current: bool


@dataclass(frozen=True)
class ShownToken:
    token: Token
    scopes: list[str]


@dataclass(frozen=True)
class Access:
    """The browsers in which somebody is signed in and the tokens that work, the newest first."""

    sessions: list[ShownSession]
    tokens: list[ShownToken]


def access_of(user: User, *, at: datetime, key: str | None = None) -> Access:
    """`key` is that of the session which asks."""
    sessions = BrowserSession.objects.filter(user=user).order_by("-seen_at")
    tokens = Token.objects.usable(at=at).filter(user=user).order_by("-created_at")
    return Access(
        [ShownSession(each, device(each.browser), each.session_key == key) for each in sessions],
        [ShownToken(each, [str(scope.label) for scope in each.granted]) for each in tokens],
    )


def device(browser: str) -> str:
    """What a browser that calls itself so is called: "Chrome, Windows"."""
    names = [next((name for mark, name in known if re.search(mark, browser)), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, names)) or _("another program")
