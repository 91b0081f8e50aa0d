"""The demo city has a month of rounds: in every state, with findings, items and objections."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from common.integrity import examine
from common.models import Message
from demo.actions.rounds import invent_rounds
from demo.generator.make import make_city
from places.models import Place
from registry.actions import load_city
from rounds.integrity import CHECKS
from rounds.models import Finding, Objection, Plan, Round

pytestmark = pytest.mark.django_db
END = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo(settings.TIME_ZONE))


def test_a_month_of_rounds_by_four_plans(tmp_path: Path) -> None:
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
    assert Finding.objects.filter(item__isnull=False).exists()
    assert Objection.objects.exists()
    assert Place.objects.filter(looked_on__gte=END.date() - timedelta(days=30)).exists()
    assert not Message.objects.exclude(topic__startswith="departments").exists()
    wrong = {check.name: examine(check).examples for check in CHECKS if check.name not in ("rounds_left",)}
    assert not any(wrong.values()), wrong
