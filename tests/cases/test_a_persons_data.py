"""A person's right: what is kept of them is found by name or number, handed out, and goes from every page and file."""

import uuid
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from cases.actions import (
    MoveRequest,
    add_comment,
    ask_export,
    erase_words,
    forget_person,
    hand_out_person,
    perform,
)
from cases.actions.exports import TakenAwayError, claim_export, note_progress
from cases.exports import make_exports
from cases.models import Case, CaseExport, SavedFilter
from cases.queries.personal import Person, Where, traces_of
from common.files import media
from common.refusals import Forbidden, Malformed, Refused
from registry.models import PrivacyAct, PrivacyRecord
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cases.persons import NAME, PERSON, PHONE, WHY, case, everything, showing
from tests.cast import City

pytestmark = pytest.mark.django_db
__all__ = ["case"]


def test_they_are_found_wherever_they_stand(case: Case) -> None:
    assert {trace.where for trace in traces_of(PERSON)} == set(Where)
    assert {trace.number for trace in traces_of(PERSON)} == {case.number}
    assert {trace.where for trace in traces_of(Person(phone=PHONE))} == {Where.CALLER, Where.COMMENT}
    assert traces_of(Person("张三")) == []


def test_a_right_carried_out_leaves_neither_name_nor_number(case: Case, city: City, signed_in: SignedIn) -> None:
    assert len(showing(everything(case, signed_in, city))) > 8
    assert forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel) == 1
    after = everything(case, signed_in, city)
    assert showing(after) == []
    assert case.number in after["sven /cases/"]  # the case itself is where it was
    assert case.number not in after[f"search {NAME}"]
    assert traces_of(PERSON) == []
    assert not SavedFilter.objects.filter(query__contains=quote_plus(NAME)).exists()
    make.files()
    call_command("fsck", verbosity=0)  # the chain proves, and each erasing has its trace


def rows_with(*words: str) -> list[str]:
    """The tables in which any of the words stands, in any column: what a backup would hold."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            said = " OR ".join(["t::text LIKE %s"] * len(words))
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE {said}', [f"%{word}%" for word in words])
            found += [table] if cursor.fetchone()[0] else []
    return found


@pytest.mark.parametrize(
    "written",
    [
        "137 9876 5432",
        "137-9876-5432",
        "+86 137 98765432",
        "008613798765432",
        "（137）9876.5432",
        "１３７９８７６５４３２",
    ],
)
def test_the_number_goes_however_people_wrote_it(case: Case, city: City, written: str) -> None:
    add_comment(case=case, id=uuid.uuid4(), text=f"回拨{written}，无人接听", by=city.ada)
    Case.objects.filter(pk=case.pk).update(address=f"门上写着{written}号", description=f"电话：{written}。")
    forget_person(person=Person(phone=PHONE), cases=[case.pk], reason=WHY, by=city.abel)
    case.refresh_from_db()
    assert (case.address, case.description) == ("门上写着…号", "电话：…。")
    assert not case.comments.filter(text__contains="无人接听").exists()


def test_a_longer_number_is_another_one(case: Case, city: City) -> None:
    Case.objects.filter(pk=case.pk).update(description="工单2137987654321、13798765433")
    assert Where.DESCRIPTION not in {trace.where for trace in traces_of(Person(phone=PHONE))}


def test_a_reason_beside_a_note_is_found_too(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    request = MoveRequest("send_back", case.version, note="另附照片", reason=f"{NAME}说不是", reason_class="wrong_unit")
    case = perform(case_id=case.pk, request=request, by=city.hugo)[0]
    assert {trace.where for trace in traces_of(PERSON)} == {Where.EVENT, Where.DISPUTE}
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    assert rows_with(NAME) == []


def test_no_row_of_any_table_has_them_so_the_next_backup_has_neither(case: Case, city: City) -> None:
    words = (NAME, PHONE, quote_plus(NAME))
    assert {"cases_case", "cases_caseevent", "cases_comment", "cases_unmasking"} <= set(rows_with(*words))
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    assert rows_with(*words) == []


def test_said_twice_it_is_done_once(case: Case, city: City) -> None:
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    assert forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel) == 0
    assert PrivacyRecord.objects.filter(act=PrivacyAct.FORGOTTEN).count() == 1


def test_another_of_that_name_stays_where_the_case_was_not_chosen(case: Case, city: City) -> None:
    other = make.dispatched("06010", by=city.ines, reporter_name=NAME, reporter_phone="13811112222")
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    other.refresh_from_db()
    assert (other.reporter_name, other.reporter_phone) == (NAME, "13811112222")


def test_a_file_that_waits_to_be_fetched_goes(
    case: Case, city: City, tmp_path: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    export = ask_export(question="", by=city.sven)
    make_exports()
    export.refresh_from_db()
    name = export.name
    assert media(name).exists()
    with django_capture_on_commit_callbacks(execute=True):
        forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    assert not media(name).exists()
    assert CaseExport.objects.get().state == "gone"


def test_a_file_that_is_being_made_begins_anew(case: Case, city: City) -> None:
    ask_export(question="", by=city.sven)
    export = claim_export(at=timezone.now())
    assert export is not None
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    with pytest.raises(TakenAwayError):
        note_progress(export=export, rows=1)
    assert CaseExport.objects.get().state == "waiting"


def test_what_was_erased_before_does_not_stand_in_the_way(case: Case, city: City) -> None:
    erase_words(case_id=case.pk, events=[1], reason="先", by=city.abel)
    assert forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel) == 1
    assert traces_of(PERSON) == []


def test_all_of_it_is_handed_out_and_on_record(case: Case, city: City, signed_in: SignedIn) -> None:
    browser = signed_in(city.abel)
    said = {"name": NAME, "phone": "137 9876 5432", "reason": WHY, "do": "csv"}
    file = browser.post("/personal-data/", said).getvalue().decode()
    assert file.count(case.number) == len(traces_of(PERSON))
    assert f"{NAME} {PHONE}" in file
    assert f"已致电{PHONE}" in file
    record = PrivacyRecord.objects.get()
    assert (record.act, record.label, record.by, record.reason) == (
        PrivacyAct.HANDED_OUT, case.number, city.abel, WHY,
    )  # fmt: skip
    assert WHY in signed_in(city.arno).get("/personal-data/records/").text


def test_the_page_says_where_and_not_what(case: Case, city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.abel).post("/personal-data/", {"phone": PHONE}).text
    assert case.number in page
    assert "Who reported: name and telephone" in page
    assert f'name="phone" value="{PHONE}"' in page  # what its buttons send again
    assert NAME not in page


def test_the_page_makes_them_go(case: Case, city: City, signed_in: SignedIn) -> None:
    browser = signed_in(city.abel)
    said = {"name": NAME, "phone": PHONE, "reason": WHY, "do": "forget"}
    assert browser.post("/personal-data/", said).status_code == 422  # no case was chosen
    answer = browser.post("/personal-data/", said | {"cases": [str(case.pk)]}, follow=True)
    assert "Removed from 1 case or other record." in answer.text
    assert case.number in answer.text
    assert "Nothing is kept of this person" in browser.post("/personal-data/", {"name": NAME}).text


@pytest.mark.parametrize("said", [{}, {"name": "司"}, {"phone": "no number"}])
def test_who_is_not_named_is_not_looked_for(city: City, signed_in: SignedIn, said: dict[str, str]) -> None:
    assert signed_in(city.abel).post("/personal-data/", said).status_code == 422


def test_only_administrators_do_it_with_a_reason_that_names_nobody(case: Case, city: City) -> None:
    others: list[User] = [user for user in city.everyone if user != city.abel]
    for user in others:
        with pytest.raises(Forbidden):
            hand_out_person(person=PERSON, reason=WHY, by=user)
        with pytest.raises(Forbidden):
            forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=user)
    for reason in ("", " ", f"{NAME}来信"):
        with pytest.raises(Refused):
            forget_person(person=PERSON, cases=[case.pk], reason=reason, by=city.abel)
    with pytest.raises(Malformed):
        hand_out_person(person=Person(), reason=WHY, by=city.abel)
