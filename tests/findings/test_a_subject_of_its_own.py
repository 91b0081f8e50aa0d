"""A house of the tests' own gets moves, photos, files, notices, chase and a panel from the engines, end to end."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import User
from cases.models import Case
from common import outbox
from common.integrity import examine
from common.owed.chase import chase_all
from common.refusals import Conflict, Forbidden, Missing, Refused
from evidence import integrity as evidence
from tests import cast
from tests import factories as make
from tests.clients import api_client
from tests.evidence.yards import sent_file, sent_photo
from tests.findings.house import CHECKS, CONFIRM, FINDINGS, FIX, LIFE, TOPIC, FindingRequest, find_something, standing


@pytest.fixture
def city(db: Any, tmp_path: Path, settings: Any) -> Iterator[cast.City]:
    """The tables first: they refer to those of people and cases, which must not have been written to before."""
    settings.MEDIA_ROOT = tmp_path
    settings.ROOT_URLCONF = "tests.findings.house"
    with standing():
        yield cast.city()


def page(user: User, address: str) -> str:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return str(client.get(address).content.decode())


def heard(user: User, words: str) -> bool:
    outbox.drain(TOPIC)
    return words in page(user, "/inbox/")


def status(user: User, address: str) -> int:
    answer = api_client(user).get(address)
    b"".join(answer)
    return int(answer.status_code)


def test_a_finding_lives_by_the_engines_and_no_case_is_touched(city: cast.City) -> None:
    case, now = make.dispatched("06010", by=city.ines), timezone.now()
    before = Case.objects.values().get(pk=case.pk)
    with CaptureQueriesContext(connection) as captured:
        finding = find_something(case=case, department=city.sanitation, title="围挡破损", at=now, by=city.sue)
        assert heard(city.hana, "Found: 围挡破损")

        # The move is refused with a sentence: to strangers, without proof, from another state; then it is made once.
        proof, key = sent_photo(city.hana), uuid.uuid4()
        fixed = FindingRequest(FIX, 1, key, "已修复", (proof.pk,))
        for by, request, no, words in (
            (city.omar, fixed, Missing, "not yours"),
            (city.sue, fixed, Forbidden, "Unit handler"),
            (city.hana, FindingRequest(FIX, 1), Refused, "Show it in a photo."),
            (city.hana, FindingRequest(FIX, 2, photos=(proof.pk,)), Conflict, "Sue has just done"),
            (city.sue, FindingRequest(CONFIRM, 1), Conflict, "“Open”"),
        ):
            with translation.override("en"), pytest.raises(no, match=words):
                LIFE.perform(key=finding.pk, request=request, by=by)
        assert [LIFE.perform(key=finding.pk, request=fixed, at=now, by=city.hana)[1] for __ in range(2)] == [
            False,
            True,
        ]

        # Who asked for it hears; nobody confirms it; the next person hears, once.
        assert heard(city.sue, "Fixed: 围挡破损")
        assert "已修复" in page(city.sue, "/inbox/")
        assert chase_all(FINDINGS, at=now + timedelta(hours=23)) == 0
        assert not heard(city.lea, "Nobody confirmed")
        assert [chase_all(FINDINGS, at=now + timedelta(hours=25)) for __ in range(2)] == [1, 0]
        assert heard(city.lea, "Nobody confirmed: 围挡破损")
        late = FindingRequest(CONFIRM, 2)  # the chase made nobody's form stale
        assert LIFE.perform(key=finding.pk, request=late, by=city.sue)[0].state == "confirmed"

        # A file, beside the photo: both are shown to who sees the finding.
        file, __ = sent_file(city.sue, finding.subject)
        for address in (f"/api/v1/photos/{proof.pk}/", f"/api/v1/attachments/{file.pk}/"):
            seen = {user.username: status(user, address) for user in (city.hana, city.sue, city.lea)}
            blind = {user.username: status(user, address) for user in (city.omar, city.ines, city.ada, city.abel)}
            assert set(seen.values()) == {200}, seen
            assert set(blind.values()) == {404}, blind

        # The page of the case shows the panel with its number, to oversight, and where it leads.
        shown = page(city.lea, case.get_absolute_url())
        assert 'aria-label="Findings (1)"' in shown
        assert f'hx-get="/findings/{case.number}/"' in shown
        assert "围挡破损: Confirmed" in page(city.lea, f"/findings/{case.number}/")
        assert "Findings" not in page(city.hana, case.get_absolute_url())

    wrong = {check.name: examine(check).examples for check in (*CHECKS, *evidence.checks())}
    assert not any(wrong.values()), wrong
    assert Case.objects.values().get(pk=case.pk) == before
    written = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "?cases_')
    assert [query["sql"] for query in captured if written.match(query["sql"])] == []
