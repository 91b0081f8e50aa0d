"""The demo city has a month of rounds: in every state, with findings, items and objections."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as of_django

from cases.integrity import CHECKS as OF_CASES
from cases.models import Case
from common.integrity import examine
from common.models import Message
from demo.actions.rounds import invent_rounds
from demo.generator.make import make_city
from ledgers.integrity import CHECKS as OF_LEDGERS
from ledgers.models import Item
from places.models import Place
from registry.actions import load_city
from rounds.integrity import CHECKS
from rounds.models import Finding, Objection, Plan, Round

pytestmark = pytest.mark.django_db
END = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo(of_django.TIME_ZONE))


def test_a_month_of_rounds_by_four_plans(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    make_city(folder=tmp_path, seed=1)
    load_city(path=tmp_path)
    invent_rounds(seed=1, end=END)
    assert Plan.objects.count() == 4
    states = set(Round.objects.values_list("state", flat=True))
    assert states >= {"settled", "handed_in", "missed"}
    assert states & {"drawn", "walking"}  # for the people of the demo
    assert {of.plan.frequency.split()[0] for of in Round.objects.select_related("plan")} >= {
        "weekly", "every_10_days", "semi_monthly",
    }  # fmt: skip
    _findings_became_cases_items_and_both()
    _an_objection_was_answered_and_its_deduction_taken_back()
    assert Place.objects.filter(looked_on__gte=END.date() - timedelta(days=30)).exists()
    assert not Message.objects.exclude(topic__startswith="departments").exists()
    checks = (*CHECKS, *OF_CASES, *OF_LEDGERS)
    found = {check.name: examine(check).examples for check in checks if check.name not in ("rounds_left",)}
    assert not {name: examples for name, examples in found.items() if examples}


def _findings_became_cases_items_and_both() -> None:
    """Units have taken some of the cases; one of the items is the recurrence of what was written off before."""
    made = {(finding.case is not None, finding.item is not None) for finding in Finding.objects.all()}
    assert made >= {(True, False), (False, True), (True, True)}
    assert set(Case.objects.values_list("state", flat=True)) >= {"dispatched", "in_disposal"}
    assert not Case.objects.exclude(source="inspection").exists()
    again = Item.objects.filter(recurs__isnull=False).select_related("recurs", "place").get()
    assert again.recurs is not None
    assert (again.recurs.state, again.recurs.place, again.findings.count()) == ("written_off", again.place, 1)
    assert again.recurs.written_off_by != again.recurs.claimed_by


def _an_objection_was_answered_and_its_deduction_taken_back() -> None:
    upheld = Objection.objects.filter(state="upheld").select_related("finding", "decided_by", "raised_by")
    assert upheld
    assert {objection.finding.state for objection in upheld} == {"taken_back"}
    assert all(objection.words and objection.decided_by != objection.raised_by for objection in upheld)
