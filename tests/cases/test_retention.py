"""Name and telephone of who reported go a year after the end of the case, by the clock, and a record stays of which."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.actions import forget_callers, report_case
from cases.integrity import CHECKS
from cases.models import Case
from citymgmt.clock import JOBS
from common.integrity import examine
from common.refusals import Conflict
from registry.models import PrivacyAct, PrivacyRecord, SettingValue
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
NAME, PHONE = "王小明", "13812341234"
NOW = timezone.now()


def ended(city: City, *, days: int, **rest: Any) -> Case:
    """A case that somebody called about, closed so many days ago."""
    said = {"reporter_name": NAME, "reporter_phone": PHONE} | rest
    case = make.dispatched("06010", by=city.ines, at=NOW - timedelta(days=days + 1), **said)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=NOW - timedelta(days=days))
    return case


def kept(case: Case) -> tuple[str, str]:
    return Case.objects.values_list("reporter_name", "reporter_phone").get(pk=case.pk)


def test_after_a_year_they_go_and_before_they_stay(city: City) -> None:
    old, young = ended(city, days=366), ended(city, days=364)
    open_one = make.dispatched("06010", by=city.ines, at=NOW - timedelta(days=900), reporter_name=NAME)
    assert forget_callers(at=NOW) == 1
    assert kept(old) == ("", "")
    assert kept(young) == (NAME, PHONE)
    assert kept(open_one) == (NAME, "")
    assert forget_callers(at=NOW) == 0


def test_a_great_city_is_gone_through_in_several_passes(city: City) -> None:
    cases = [ended(city, days=400) for __ in range(3)]
    assert [forget_callers(at=NOW, batch=1, budget=0) for __ in range(4)] == [1, 1, 1, 0]
    assert {kept(case) for case in cases} == {("", "")}


def test_the_city_sets_the_term(city: City) -> None:
    SettingValue.objects.create(name="caller_days", value=90)
    case = ended(city, days=91)
    assert forget_callers(at=NOW) == 1
    assert kept(case) == ("", "")
    assert PrivacyRecord.objects.get().days == 90


def test_the_record_says_of_which_case_by_which_rule_and_not_what(city: City, signed_in: SignedIn) -> None:
    case = ended(city, days=400)
    forget_callers(at=NOW)
    record = PrivacyRecord.objects.get()
    assert (record.label, record.act, record.number, record.days, record.by) == (
        case.number, PrivacyAct.CALLERS, 2, 365, None,
    )  # fmt: skip
    for who in (city.arno, city.abel):
        page = signed_in(who).get("/personal-data/records/").text
        assert case.number in page
        assert "365 days after closing" in page
        assert not {NAME, PHONE} & {word for word in page.split() if word in (NAME, PHONE)}
    file = signed_in(city.arno).get("/personal-data/records.csv").getvalue().decode()
    assert case.number in file
    assert PHONE not in file


def test_neither_page_nor_mask_shows_them_afterwards_and_the_chain_proves(city: City, signed_in: SignedIn) -> None:
    case = ended(city, days=400)
    assert "138****1234" in signed_in(city.sven).get(case.get_absolute_url()).text
    forget_callers(at=NOW)
    assert "138****1234" not in signed_in(city.sven).get(case.get_absolute_url()).text
    assert [found.examples for check in CHECKS if check.name == "chain" for found in [examine(check)]] == [[]]


def test_its_report_sent_again_is_refused_and_brings_nothing_back(city: City) -> None:
    report = make.report("06010", reporter_name=NAME, reporter_phone=PHONE)
    case, __ = report_case(report=report, at=NOW - timedelta(days=500), by=city.ines)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=NOW - timedelta(days=400))
    forget_callers(at=NOW)
    with pytest.raises(Conflict):
        report_case(report=report, by=city.ines)
    assert kept(case) == ("", "")


def test_it_works_in_batches_and_a_held_case_waits_for_the_next_pass(city: City) -> None:
    cases = [ended(city, days=400 + day) for day in range(5)]
    assert forget_callers(at=NOW, batch=2) == 5
    assert {kept(case) for case in cases} == {("", "")}
    assert PrivacyRecord.objects.count() == 5


def test_the_record_cannot_be_changed(city: City) -> None:
    ended(city, days=400)
    forget_callers(at=NOW)
    for change in ("UPDATE registry_privacyrecord SET label = 'x'", "DELETE FROM registry_privacyrecord"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_an_idle_pass_reads_an_index(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        due = Case.objects.with_caller().filter(is_open=False, closed_at__lt=NOW).order_by("closed_at")[:500]
        assert "case_callers" in due.explain()


def test_the_clock_does_it() -> None:
    assert {"callers", "originals"} <= {job.name for job in JOBS}
