"""What a token may be used for is asked at every door of the API, and a program may be given less than its owner."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import MOST_TOKENS, issue_token
from accounts.api.authentication import SAFE
from accounts.models import OLD_WRITE, Scope, Token, User
from common.refusals import Conflict
from common.throttling import counter
from tests.cast import City
from tests.doors import stated_rows
from tests.said_at_doors import BODIES

pytestmark = pytest.mark.django_db

READ, REPORT, MOVE = Scope.READ, Scope.REPORT, Scope.MOVE
# Every way to change something by API, and the scopes of which one is enough; what is not named here needs `move`.
ENOUGH: dict[str, set[Scope]] = {
    "POST /api/v1/cases/": {REPORT},
    "POST /api/v1/photos/": {REPORT, MOVE},
    "POST /api/v1/cases/<ident>/attachments/": {REPORT, MOVE},
    "DELETE /api/v1/tokens/<token_id>/": {READ, REPORT, MOVE},
}
# Nobody signs in for these, or a page is shown.
OPEN = {"/api/v1/token/", "/api/…", "/api/v1/…", "/api/v1/docs/"}
DOORS = [tuple(row.split()) for row in stated_rows() if "/api/" in row and row.split()[1] not in OPEN]


def program(user: User, scopes: Collection[Scope]) -> APIClient:
    key, __ = issue_token(user=user, at=timezone.now(), scopes=scopes)
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}", HTTP_ACCEPT_LANGUAGE="en")
    return client


def refused_for_scope(client: APIClient, method: str, route: str) -> bool:
    """Absent things are asked for, and no body is sent: who is let in is refused for that, or for the method."""
    counter.forget()
    address = route.replace("<ident>", "20200101-000000").replace("<paper>", "slip").replace("<move>", "take")
    for name in ("token_id", "visit_id", "stop_id", "finding_id"):
        address = address.replace(f"<{name}>", "999999")
    address = address.replace("<code>", "none-such").replace("<layer>", "areas").replace("<z>/<x>/<y>", "0/0/0")
    address = re.sub(r"<\w+_id>", "00000000-0000-0000-0000-000000000001", address)
    body = BODIES[f"{method} {route}"]() if f"{method} {route}" in BODIES else {}
    multipart = method == "POST" and address.endswith(("/photos/", "/attachments/"))
    rest: dict[str, Any] = {} if method == "GET" else {"format": "multipart" if multipart else "json"}
    answer = getattr(client, method.lower())(address, body, **rest)
    return answer.status_code == 403 and b"The token has no scope" in answer.content


@pytest.mark.parametrize("scope", Scope)
def test_every_door_asks_for_its_scope(city: City, scope: Scope) -> None:
    client = program(city.sven, [scope])
    wrong: list[str] = []
    for method, route in DOORS:
        enough = {READ} if method in SAFE else ENOUGH.get(f"{method} {route}", {MOVE})
        if refused_for_scope(client, method, route) == (scope in enough):
            wrong.append(f"{method} {route}")
    assert not wrong, wrong


def test_a_token_that_only_reports_reports_and_moves_nothing(city: City) -> None:
    sensor = program(city.ines, [REPORT])
    made = sensor.post("/api/v1/cases/", BODIES["POST /api/v1/cases/"](), format="json")
    assert made.status_code == 201
    assert sensor.get(f"/api/v1/cases/{made.json()['id']}/").status_code == 403
    assert sensor.post(f"/api/v1/cases/{made.json()['id']}/moves/take/", {"version": 1}).status_code == 403


def test_a_program_ends_its_own_token_and_no_other_without_the_scope(city: City) -> None:
    first, second = program(city.ines, [READ]), program(city.ines, [REPORT])
    own, other = Token.objects.filter(user=city.ines).order_by("pk")
    assert first.delete(f"/api/v1/tokens/{other.pk}/").status_code == 403
    assert first.delete(f"/api/v1/tokens/{own.pk}/").status_code == 204
    assert first.get("/api/v1/cases/").status_code == 401
    assert second.get("/api/v1/cases/").status_code == 403


def test_a_token_of_before_the_scopes_does_what_it_did(city: City) -> None:
    client = program(city.sven, [READ])
    Token.objects.update(scopes=[Scope.READ.value, OLD_WRITE])
    assert [Scope(each) for each in client.get("/api/v1/tokens/").json()["results"][0]["scopes"]] == [
        READ,
        REPORT,
        MOVE,
    ]
    assert not refused_for_scope(client, "POST", "/api/v1/cases/bulk/")


def test_scopes_and_term_are_chosen_with_the_password(city: City, client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TOKEN_MOST_DAYS = 90
    city.otto.set_password("correct horse battery")
    city.otto.save()
    said: dict[str, Any] = {"username": "otto", "password": "correct horse battery", "scopes": ["report"], "days": 90}
    made = client.post("/api/v1/token/", said, "application/json")
    assert (made.status_code, made.json()["scopes"]) == (201, ["report"])
    left = Token.objects.get(user=city.otto).expires_at - timezone.now()
    assert timedelta(days=89) < left <= timedelta(days=90)
    odd: list[dict[str, Any]] = [{"days": 91}, {"days": 0}, {"scopes": []}, {"scopes": ["write"]}, {"scopes": "read"}]
    for each in odd:
        assert client.post("/api/v1/token/", said | each, "application/json").status_code == 400


def test_nobody_has_more_tokens_than_can_be_looked_through(city: City) -> None:
    for _n in range(MOST_TOKENS):
        issue_token(user=city.otto, at=timezone.now())
    with pytest.raises(Conflict):
        issue_token(user=city.otto, at=timezone.now())
