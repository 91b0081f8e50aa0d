"""What a device or a browser sends over a real line, as it sends it, and what it hears."""

import http.client
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from tests import factories as make

CSRF = "c" * 32  # a browser's own, which the form repeats


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


class File:
    """A file as a form sends it."""

    def __init__(self, content: bytes, *, name: str = "a.jpg", kind: str = "image/jpeg") -> None:
        self.content, self.name, self.content_type = content, name, kind

    def read(self) -> bytes:
        return self.content


@dataclass
class Site:
    """One address; people are known by tokens and sessions that are made at once or when they are first needed."""

    address: str = ""
    tokens: dict[int, str] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)

    def know(self, *people: User) -> None:
        """Make their tokens and sessions now: later the database may not be there."""
        for each in people:
            self._token(each)
            self._session(each)

    def ask(
        self, by: User | None, method: str, path: str, body: Any = None, *, kind: str = "application/json"
    ) -> Said:  # fmt: skip
        """By API: JSON, or bytes of another kind."""
        headers = {"Content-Type": kind, "Accept-Language": "en"}
        if by is not None:
            headers["Authorization"] = f"Bearer {self._token(by)}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        return self._send(method, path, body, headers)

    def form(self, by: User, path: str, **fields: Any) -> Said:
        """A form with files by API."""
        return self.ask(by, "POST", path, encode_multipart(BOUNDARY, fields), kind=MULTIPART_CONTENT)

    def photo(self, by: User, id_: str, content: bytes) -> Said:
        return self.form(by, "/api/v1/photos/", id=id_, kind="near", file=File(content))

    def page(self, by: User, path: str, *, part: bool = False, post: dict[str, Any] | None = None) -> Said:
        """As a browser: by session, a form where one is posted, a part of a page as htmx asks for it."""
        headers = {"Cookie": f"sessionid={self._session(by)}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        if part:
            headers["HX-Request"] = "true"
        if post is None:
            return self._send("GET", path, None, headers)
        return self._send("POST", path, encode_multipart(BOUNDARY, post), headers | {"Content-Type": MULTIPART_CONTENT})

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Said:
        line = http.client.HTTPConnection(self.address, timeout=40)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return Said(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            line.close()

    def _token(self, by: User) -> str:
        if by.pk not in self.tokens:
            self.tokens[by.pk] = issue_token(user=by, at=timezone.now())[0]
        return self.tokens[by.pk]

    def _session(self, by: User) -> str:
        if by.pk not in self.sessions:
            client = Client()
            client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
            self.sessions[by.pk] = client.cookies["sessionid"].value
        return self.sessions[by.pk]


def report(**rest: Any) -> dict[str, Any]:
    """The body of a report that is routed by itself."""
    place = {"type": "Point", "coordinates": make.middle(0, 0)}
    return {"id": str(uuid.uuid4()), "category": "06010", "location": place, "description": "暴露垃圾一堆"} | rest
