"""Folding while others work, commit late, or die: each case is counted once, as it stands."""

import random
import threading
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import transaction

from cases.actions import place_all_events
from cases.models import Case, FeedEntry
from evaluations.actions import fold, fold_all, follow, rebuild
from evaluations.dictionary.measures import SHOWN, STOCKS
from evaluations.models import DayCount, Fact
from evaluations.periods import Days
from evaluations.queries import slow
from evaluations.queries.answers import Counted, answer
from evaluations.queries.questions import By, Question
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import closed, go
from tests.deaths import Death, dying_before
from tests.evaluations.kept import kept
from tests.factories import MONDAY
from tests.races import at_once, while_uncommitted


def happen(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    make.dispatched("01001", by=city.ines, at_cell=(2, 0))
    proof = make.photo(city.hana, at=MONDAY + timedelta(hours=1))
    go(case, "dispose", MONDAY + timedelta(hours=1), by=city.hana, photos=(proof.pk,))
    closed(city, MONDAY - timedelta(days=3), after=timedelta(days=3, hours=1))


@pytest.mark.django_db
def test_whichever_statement_it_dies_at_nothing_is_counted_twice_or_lost(city: City) -> None:
    fold_all()
    happen(city)
    place_all_events()
    before = kept()
    with transaction.atomic():
        with dying_before(10_000) as made:
            fold_all()
        folded = kept()
        transaction.set_rollback(True)
    assert len(made) > 3
    for number in range(len(made)):
        if made[number].startswith("RELEASE") or '"whole_at"' in made[number]:
            continue  # then all of it is done, and the note of it is no count
        with pytest.raises(Death), dying_before(number):
            fold_all()
        assert kept() == before, made[number]
    fold_all()
    assert kept() == folded != before
    assert [*slow.differences(date(2026, 1, 1), date(2026, 12, 31))] == []


@pytest.mark.django_db
def test_counting_anew_goes_on_where_it_died_and_readers_are_answered_live_meanwhile(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In steps of one case each, which end anywhere; what happens between them is folded after the last."""
    for name in ("CASES", "ROWS"):
        monkeypatch.setattr(import_module("evaluations.actions.rebuild"), name, 1)
    happen(city)
    fold_all()
    days = Days(date(2026, 1, 1), date(2026, 12, 31), MONDAY + timedelta(days=60))
    question = Question(days, SHOWN, STOCKS, By.DEPARTMENT)
    folded, said = kept(), answer(city.lea, question)
    assert said.counted == "counters"
    for number in range(7, 70, 9):  # fewer rows have to go each time
        with pytest.raises(Death), dying_before(number):
            rebuild()
        assert answer(city.lea, question) == replace(said, counted=Counted.LIVE)
    fold_all()
    assert kept() == folded
    with pytest.raises(Death), dying_before(40):
        rebuild()
    happen(city)
    fold_all()
    assert Fact.objects.count() == 6
    assert [*slow.differences(date(2026, 1, 1), date(2026, 12, 31))] == []


@pytest.mark.django_db(transaction=True)
def test_two_folders_at_once_count_once(city: City) -> None:
    fold_all()
    happen(city)
    place_all_events()
    done = at_once([lambda: fold(wait=True), lambda: fold(wait=True), fold_all])
    assert sorted(done) == [0, 0, FeedEntry.objects.count()]
    folded = kept()
    rebuild()
    assert kept() == folded


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_counted(city: City) -> None:
    """A case that was written first and is committed last, behind others that were counted already."""
    fold_all()

    def others_report() -> int:
        # Another case's report does not wait for the first, whose number is counted by the same counter.
        make.reported("06010", by=city.ada, source="hotline")
        fold_all()
        return Fact.objects.count()

    done = while_uncommitted(lambda: make.dispatched("06010", by=city.ines), others_report, wait=30)
    assert done[1] == 1
    fold_all()
    assert Fact.objects.count() == 2
    folded = kept()
    rebuild()
    assert kept() == folded


@pytest.mark.django_db(transaction=True)
def test_folding_while_people_work_ends_where_counting_anew_does(city: City) -> None:
    fold_all()
    chance, stop = random.Random(12), threading.Event()

    def keep_folding() -> None:
        while not stop.is_set():
            fold_all()
            stop.wait(0.01)

    def work() -> None:
        for number in range(12):
            case = make.dispatched("06010", by=city.ines, at=MONDAY + timedelta(minutes=number))
            if chance.random() < 0.7:
                go(case, "take", MONDAY + timedelta(hours=1), by=city.hana)

    def work_and_stop() -> None:
        try:
            work()
        finally:
            stop.set()

    at_once([keep_folding, work_and_stop])
    fold_all()
    folded = kept()
    assert Fact.objects.count() == Case.objects.count() == 12
    assert DayCount.objects.filter(cut=0).values_list("reported", flat=True)[0] == 12
    rebuild()
    assert kept() == folded


@pytest.mark.django_db
def test_who_reads_folds_what_is_new_first(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    fold_all()
    happen(city)
    follow()
    assert Fact.objects.count() == 3
    monkeypatch.setattr(import_module("evaluations.actions.follow"), "LITTLE", 1)
    happen(city)
    follow()
    assert Fact.objects.count() == 3
    fold_all()
    assert Fact.objects.count() == 6
