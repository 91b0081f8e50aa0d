"""A person's hands on the HTTP API: signs in, remembers the token, comes back after the server was away."""

import http.client
import json
import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

PATIENCE = 15.0  # seconds for one answer
UNAUTHORISED = 401
TOO_MANY = 429


class AwayError(Exception):
    """The server does not answer just now."""


@dataclass
class Answer:
    status: int
    body: Any

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class Client:
    url: str
    username: str
    password: str
    _token: str = field(default="", repr=False)

    def get(self, path: str, **query: Any) -> Answer:
        return self._signed("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path, None, "")

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        return self._signed("POST", path, json.dumps(body).encode(), "application/json")

    def send_photo(self, id_: UUID, kind: str, picture: bytes) -> Answer:
        boundary = f"photo-{id_.hex}"
        fields = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("id", id_), ("kind", kind))
        )
        file = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{id_.hex}.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = (fields + file).encode() + picture + f"\r\n--{boundary}--\r\n".encode()
        return self._signed("POST", "photos/", body, f"multipart/form-data; boundary={boundary}")

    def _signed(self, method: str, path: str, body: bytes | None, kind: str) -> Answer:
        """With a token; a new one where the old one is no longer taken."""
        for fresh in (False, True):
            if fresh or not self._token:
                self._sign_in()
            answer = self._ask(method, path, body, kind, {"Authorization": f"Bearer {self._token}"})
            if answer.status != UNAUTHORISED:
                return answer
        return answer

    def _sign_in(self) -> None:
        said = json.dumps({"username": self.username, "password": self.password}).encode()
        answer = self._ask("POST", "token/", said, "application/json", {})
        if not answer.good:
            raise AwayError(f"{self.username} could not sign in ({answer.status})")
        self._token = answer.body["token"]

    def _ask(self, method: str, path: str, body: bytes | None, kind: str, headers: dict[str, str]) -> Answer:
        # A connection for each question: gunicorn's plain workers close them anyway, and none is stale after a restart.
        place = urlsplit(self.url)
        line = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=PATIENCE)
        sent = {"Accept": "application/json", "Accept-Language": "zh-hans", **headers}
        try:
            line.request(method, f"/api/v1/{path}", body, sent | ({"Content-Type": kind} if kind else {}))
            reply = line.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException, socket.gaierror) as error:
            raise AwayError(str(error)) from error
        finally:
            line.close()
        if reply.status >= 500 or reply.status == TOO_MANY:
            raise AwayError(f"the server answers {reply.status}")
        return Answer(reply.status, _parsed(text))


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
