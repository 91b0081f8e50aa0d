"""A city that was restored from before a removal repeats it from the trace beside the files, which holds no word."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction

from cases.actions import erase_words, forget_person, repeat_removals
from cases.models import Case, SavedFilter
from cases.queries.personal import traces_of
from citymgmt.integrity import CHECKS
from common.integrity import examine
from common.refusals import Forbidden
from registry.models import PrivacyAct, PrivacyRecord
from registry.removals import removals
from tests.cases.conftest import SignedIn
from tests.cases.persons import NAME, PERSON, PHONE, WHY, case, everything, showing
from tests.cast import City

pytestmark = pytest.mark.django_db
__all__ = ["case"]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def restored(case: Case, city: City, **what: Any) -> None:
    """The person is forgotten; then the database is as it was before, and the files are not."""
    with transaction.atomic():
        forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
        transaction.set_rollback(True)
    assert len(traces_of(PERSON)) > 5


def test_all_of_it_goes_again_and_is_recorded(case: Case, city: City, signed_in: SignedIn) -> None:
    restored(case, city)
    done = repeat_removals(by=city.abel)
    assert (done.cases, done.by_hand) == ([case.number], [])
    assert traces_of(PERSON) == []
    assert showing(everything(case, signed_in, city)) == []
    assert not SavedFilter.objects.exists()
    record = PrivacyRecord.objects.get(act=PrivacyAct.FORGOTTEN)
    assert (record.label, record.by, record.reason) == (case.number, city.abel, WHY)
    assert not [found.check.name for found in map(examine, CHECKS) if found.count and "chain" in found.check.name]


def test_said_twice_it_does_nothing_more(case: Case, city: City) -> None:
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    events = case.events.count()
    assert repeat_removals(by=city.abel).cases == []
    assert case.events.count() == events
    assert PrivacyRecord.objects.filter(act=PrivacyAct.FORGOTTEN).count() == 1


def test_the_trace_names_nobody(case: Case, city: City, media: Path) -> None:
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    files = list((media / "removals").iterdir())
    assert len(files) == 2  # of the case, and of what people keep about lists
    assert not [path for path in files if NAME in path.read_text() or PHONE in path.read_text()]
    assert not list((media / "drafts").iterdir())


def test_names_cannot_be_tried_on_the_trace(case: Case, city: City, media: Path) -> None:
    sums = {hashlib.sha256(each.query.encode()).hexdigest() for each in SavedFilter.objects.all()}
    assert sums
    forget_person(person=PERSON, cases=[case.pk], reason=WHY, by=city.abel)
    kept = "".join(path.read_text() for path in (media / "removals").iterdir())
    assert not [each for each in sums if each in kept]


def test_erased_words_go_again(case: Case, city: City) -> None:
    with transaction.atomic():
        erase_words(case_id=case.pk, reason=WHY, by=city.abel)
        transaction.set_rollback(True)
    call_command("repeat_removals", by="abel", verbosity=0)
    case.refresh_from_db()
    assert (case.description, case.reporter_name, case.reporter_phone) == ("", "", "")


def test_what_was_changed_since_is_named_and_left_to_a_hand(case: Case, city: City, capsys: Any) -> None:
    restored(case, city)
    Case.objects.filter(pk=case.pk).update(address=f"{NAME}家门口对面")
    with pytest.raises(CommandError):
        call_command("repeat_removals", by="abel")
    said = capsys.readouterr().err
    assert case.number in said
    assert "address" in said
    assert [trace.where for trace in traces_of(PERSON)] == ["address"]


def test_events_that_took_the_same_numbers_since_keep_their_words(case: Case, city: City, media: Path) -> None:
    restored(case, city)
    [trace] = [each for each in removals() if each.case]
    [path] = [each for each in (media / "removals").iterdir() if trace.case in each.read_text()]
    path.write_text(path.read_text().replace(trace.events[0][1], "0" * len(trace.events[0][1])))
    repeat_removals(by=city.abel)
    assert not case.events.get(seq=trace.events[0][0]).erased


def test_only_an_administrator_answers_for_it(city: City) -> None:
    with pytest.raises(Forbidden):
        repeat_removals(by=city.sven)
