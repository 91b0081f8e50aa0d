"""Files of a subject that is no case: attached by who may, handed out to who sees it, kept as they came."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from common.refusals import Conflict, Forbidden, Refused, TooMany, Unsupported
from evidence.queries import files_of
from tests.cast import City
from tests.clients import api_client
from tests.evidence.yards import PDF, sent_file, sent_photo, yard

pytestmark = pytest.mark.django_db


def test_who_sees_the_yard_has_the_file_and_nobody_else(city: City) -> None:
    made, __ = sent_file(city.hana, yard(city.sanitation))
    assert files_of(yard(city.sanitation)) == [made]
    answer = api_client(city.hugo).get(made.get_absolute_url())
    assert (answer.getvalue(), answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert api_client(city.omar).get(made.get_absolute_url()).status_code == 404


def test_the_house_of_the_subject_says_who_may_attach(city: City) -> None:
    with pytest.raises(Forbidden, match="only look"):
        sent_file(city.ines, yard(city.sanitation))


def test_sent_again_it_is_the_same_file_and_for_another_yard_a_conflict(city: City) -> None:
    id_ = uuid4()
    first, __ = sent_file(city.hana, yard(city.sanitation), id_=id_)
    again, replay = sent_file(city.hana, yard(city.sanitation), id_=id_)
    assert (again, replay) == (first, True)
    for content, unit in ((PDF + b"x", city.sanitation), (PDF, city.roads)):
        with pytest.raises(Conflict):
            sent_file(city.hana, yard(unit), content, id_=id_)


def test_a_yard_has_at_most_so_many(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.actions.attach.MOST_OF_A_SUBJECT", 1)
    sent_file(city.hana, yard(city.sanitation))
    with pytest.raises(Refused, match="1"):
        sent_file(city.hana, yard(city.sanitation))
    sent_file(city.hana, yard(city.roads))


def test_photos_and_files_count_together(city: City, settings: Any) -> None:
    settings.UPLOADS_PER_HOUR = 1
    sent_photo(city.hana)
    with pytest.raises(TooMany):
        sent_file(city.hana, yard(city.sanitation))


def test_the_content_decides(city: City) -> None:
    with pytest.raises(Unsupported):
        sent_file(city.hana, yard(city.sanitation), b"MZ\x90\0" + b"\0" * 100)


@pytest.mark.parametrize("sql", ["UPDATE evidence_attachment SET subject_key = '9'", "DELETE FROM evidence_attachment"])
def test_it_stays_as_it_was_for_every_door(city: City, sql: str) -> None:
    sent_file(city.hana, yard(city.sanitation))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
