"""What is posted to a channel: the body each kind of receiver wants, and the signature that proves it ours. Pure.

Generic webhooks and text message gateways get three headers: `X-Citymgmt-Id` (the same for every retry, so that a
receiver can drop a repeat), `X-Citymgmt-Timestamp` (seconds since 1970) and `X-Citymgmt-Signature`, which is
`sha256=` and the hex HMAC-SHA256 of "timestamp.id.body" under the channel's secret. WeCom's robots are addressed by a
secret URL (developer.work.weixin.qq.com/document/path/91770); DingTalk's are signed in their own way
(open.dingtalk.com: 自定义机器人安全设置).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from common.outgoing import signed
from notices.models import ChannelKind

LONGEST = {ChannelKind.WECOM: 2000, ChannelKind.DINGTALK: 15_000, ChannelKind.SMS: 2100}  # bytes of text they take


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    phone: str
    handle: str


@dataclass(frozen=True)
class Letter:
    """What one person is told at once: one notice, or a bundle of them. `key` is the same for every retry.

    `cases` are the labels of the subjects; receivers know them by this name.
    """

    key: str
    to: Person
    title: str
    body: str
    url: str
    urgent: bool
    cases: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(part for part in (self.title, self.body, self.url) if part)


@dataclass(frozen=True)
class Parcel:
    """What goes over the wire."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def parcel(kind: str, letter: Letter, *, url: str, secret: str, at: datetime) -> Parcel:
    body = json.dumps(_BODIES[ChannelKind(kind)](letter, at), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"} | signed(letter.key, body, secret, at=at)
    return Parcel(_dingtalk_url(url, secret, at) if kind == ChannelKind.DINGTALK else url, body, headers)


def _dingtalk_url(url: str, secret: str, at: datetime) -> str:
    if not secret:
        return url  # a robot without signature lets in by keyword or address
    timestamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}{'&' if '?' in url else '?'}timestamp={timestamp}&sign={quote(base64.b64encode(digest), safe='')}"


def _cut(text: str, kind: ChannelKind) -> str:
    """At most so many bytes as the receiver takes, without half a character."""
    return text.encode()[: LONGEST[kind]].decode(errors="ignore")


def _generic(letter: Letter, at: datetime) -> dict[str, Any]:
    to = letter.to
    return {
        "id": letter.key, "sent_at": at.isoformat(), "title": letter.title, "body": letter.body, "url": letter.url,
        "urgent": letter.urgent, "cases": list(letter.cases),
        "to": {"username": to.username, "name": to.name, "phone": to.phone, "handle": to.handle},
    }  # fmt: skip


def _wecom(letter: Letter, at: datetime) -> dict[str, Any]:
    named = {"mentioned_list": [letter.to.handle]} if letter.to.handle else {"mentioned_mobile_list": [letter.to.phone]}
    return {"msgtype": "text", "text": {"content": _cut(letter.text, ChannelKind.WECOM), **named}}


def _dingtalk(letter: Letter, at: datetime) -> dict[str, Any]:
    named = {"atUserIds": [letter.to.handle]} if letter.to.handle else {"atMobiles": [letter.to.phone]}
    text = {"content": _cut(letter.text, ChannelKind.DINGTALK)}
    return {"msgtype": "text", "text": text, "at": {**named, "isAtAll": False}}


def _sms(letter: Letter, at: datetime) -> dict[str, Any]:
    return {"id": letter.key, "phone": letter.to.phone, "text": _cut(letter.text, ChannelKind.SMS)}


_BODIES: Mapping[ChannelKind, Callable[[Letter, datetime], dict[str, Any]]] = {
    ChannelKind.GENERIC: _generic,
    ChannelKind.WECOM: _wecom,
    ChannelKind.DINGTALK: _dingtalk,
    ChannelKind.SMS: _sms,
}


def was_taken(kind: str, status: int, body: bytes) -> bool:
    """Whether the receiver took it. The robots answer 200 to everything and say in the body whether they did."""
    if not 200 <= status < 300:
        return False
    if kind not in (ChannelKind.WECOM, ChannelKind.DINGTALK):
        return True
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("errcode") == 0
