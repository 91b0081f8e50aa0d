"""The demo's month: believable in its proportions, whole in its histories, let in once."""

import json
import stat
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, F, Max, Window
from django.db.models.functions import Lag
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent, Dispute, Part
from cases.workflow import OPEN
from common import outbox
from common.integrity import examine
from common.models import Message
from demo.actions.accounts import open_accounts
from demo.actions.filling import fill_month
from demo.generator.make import make_city
from demo.habits import LITTER
from departments.news import POST_CHANGED
from evaluations.actions import rebuild
from evaluations.dictionary.rates import Verdict
from evaluations.periods import PeriodChoice, period_of
from evaluations.presenters.breakdowns import classes
from evaluations.presenters.reasons import reasons
from evaluations.queries.scorecards import card, late
from evaluations.queries.subjects import Kind, subject_of
from evidence.models import Photo
from ledgers.integrity import CHECKS as LEDGER_CHECKS
from ledgers.models import Item, Order, OrderEvent
from ledgers.workflow.item_states import ItemState
from ledgers.workflow.order_states import OrderState
from notices.models import Notice
from places.models import Permit
from registry.actions import load_city
from tests.factories import CITY_ZONE

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 3, 25, 16, 30, tzinfo=CITY_ZONE)


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    make_city(folder=tmp_path / "city", seed=1)
    load_city(path=tmp_path / "city")
    for topic in (POST_CHANGED, "notice.mail"):  # who has which post is told when the city is loaded
        outbox.drain(topic)
    return tmp_path


def test_a_month_has_cases_of_all_kinds_and_whole_histories(town: Path) -> None:
    month = fill_month(seed=1, end=WEDNESDAY, days=9)
    states = Counter(Case.objects.values_list("state", flat=True))
    assert month == Case.objects.filter(parent=None, findings=None).count() > 350  # beside those that rounds found
    assert {"dispatched", "in_disposal", "disposed", "closed", "rejected"} <= states.keys()
    assert states["closed"] > month / 2
    histories = CaseEvent.objects.values("case").annotate(count=Count("pk"), last=Max("seq"), seq=F("case__seq"))
    assert not histories.exclude(count=F("last")).exists()
    assert not histories.exclude(last=F("seq")).exists()
    assert {*Permit.objects.values_list("state", flat=True)} >= {"applied", "in_force", "expired", "refused", "revoked"}
    _every_open_state_has_cases(WEDNESDAY)
    _the_ledger_has_items_in_every_state()
    _orders_lie_in_every_state()
    _rates_are_believable(month)
    _nothing_lies_in_the_future_or_in_the_outbox()
    _everything_that_goes_wrong_has_gone_wrong()
    _the_scorecard_names_the_cause()
    assert [finding.check.name for finding in map(examine, CHECKS) if finding.count] == []
    order = CaseEvent.objects.annotate(before=Window(Lag("at"), partition_by="case", order_by="seq"))
    assert not order.filter(at__lt=F("before")).exists()


def _the_scorecard_names_the_cause() -> None:
    """The second cleaning company is late, with one class, at one stage."""
    rebuild()
    leader = User.objects.create(username="somebody who leads", role=Role.LEADER)
    found = card(leader, subject_of(Kind.UNIT, "hw-b"), period_of(PeriodChoice.MONTH, WEDNESDAY))
    assert late(found.numbers, found.others_numbers).verdict == Verdict.MORE
    rows = classes(found)
    with override("zh-hans"):
        said = [str(each) for each in reasons(found, rows)]
    litter = next(row for row in rows if row.code == LITTER)
    since, of_class, stage = said
    assert "当周起逊于同组" in since
    assert "类别：“暴露垃圾”应处置的" in of_class
    assert f">{litter.late.own.whole}</a> 件中有" in of_class
    assert f">{litter.late.own.part}</a> 件超期" in of_class
    assert "“派遣至处置完成”" in stage
    leader.delete()


def _orders_lie_in_every_state() -> None:
    assert {*Order.objects.values_list("state", flat=True)} == {*OrderState}
    assert Order.objects.unsigned(at=WEDNESDAY).exists()
    assert Order.objects.overdue(at=WEDNESDAY).exists()
    assert Order.objects.filter(case__isnull=False).exists()
    assert OrderEvent.objects.filter(move="refuse_reply").exists()


def _everything_that_goes_wrong_has_gone_wrong() -> None:
    made = set(CaseEvent.objects.values_list("move", flat=True))
    assert not {
        "auto_verification", "verify", "self_handle", "sub_dispatch", "return_to_unit", "arbitrate", "state_grounds",
        "request_extension", "endorse_extension", "grant_extension", "refuse_extension", "request_suspension",
        "grant_suspension", "resume", "assist", "finish_part", "remind", "supervise", "instruct", "reclassify",
        "relocate", "split", "merge", "appeal", "review_appeal", "decide_appeal", "reopen", "recheck",
    } - made  # fmt: skip
    assert Dispute.objects.filter(ruling="precedent").count() == 1
    assert Dispute.objects.filter(ruled_at=None).count() >= 2
    _appeals_of_all_kinds_were_made()
    assert Case.objects.filter(state="suspended", suspended_until__gt=WEDNESDAY).count() >= 2
    assert Part.objects.filter(finished_at=None).exists()
    assert Case.objects.filter(parent__isnull=False).count() == 2
    assert Case.objects.filter(state="merged").count() == 2
    assert Notice.objects.filter(what="mentioned").exists()


def _the_ledger_has_items_in_every_state() -> None:
    assert {*Item.objects.values_list("state", flat=True)} == {*ItemState.values}
    assert Item.objects.exclude(recurs=None).exists()
    assert Item.objects.filter(passed_up=1, hot=False).exists()
    assert Item.objects.filter(hot=True).exists()
    assert Item.objects.exclude(extension_until=None).exists()
    late = Item.objects.filter(state="answering", due_at__lt=WEDNESDAY)
    assert late.exists()
    assert Order.objects.filter(item__in=late, issued_at__lte=WEDNESDAY).exists()  # by the clock
    assert not Item.objects.filter(events__at__gt=WEDNESDAY).exists()
    assert [check.name for check in LEDGER_CHECKS if examine(check).count] == []


def _appeals_of_all_kinds_were_made() -> None:
    """Some wait for each of the two reviews, others were granted or turned down in either, not all of them today."""
    found = Counter(Case.objects.exclude(appeal="").values_list("appeal", flat=True))
    assert (found["asked"], found["reviewed"], found["granted"] >= 3, found["refused"] >= 4) == (3, 3, True, True)
    assert Case.objects.filter(appeal="granted", exempt=True).count() == found["granted"]
    decided = CaseEvent.objects.filter(move="decide_appeal")
    assert {*decided.values_list("data__passed", flat=True)} == {True, False}
    assert decided.filter(at__lt=WEDNESDAY - timedelta(days=2)).exists()
    units = Case.objects.exclude(appeal="").values("department").distinct().count()
    assert units >= 3


def _rates_are_believable(month: int) -> None:
    finished = Case.objects.exclude(finished_at=None)
    late = finished.filter(finished_at__gt=F("due_at")).count() / finished.count()
    assert 0.08 < late < 0.4
    assert 0.02 < Case.objects.filter(rework_count__gt=0).count() / month < 0.2
    assert 0.5 < Case.objects.filter(source="inspector").count() / month < 0.8
    assert CaseEvent.objects.filter(move="send_back").exists()
    assert CaseEvent.objects.filter(move="escalate").exists()


def _nothing_lies_in_the_future_or_in_the_outbox() -> None:
    assert not CaseEvent.objects.filter(at__gt=WEDNESDAY).exists()
    assert not list(Message.objects.values_list("topic", "reference"))
    dispatched = {each.subject: each.dispatched_at for each in Case.objects.filter(dispatched_at__isnull=False)}
    photo = Photo.objects.of(*dispatched).filter(kind="after").first()
    assert photo is not None
    assert photo.subject is not None
    assert photo.uploaded_at >= (dispatched[photo.subject] or WEDNESDAY)


@pytest.mark.long
@pytest.mark.parametrize("hour", [3, 9, 21])
def test_every_open_state_has_cases_waiting_some_late_and_some_nearly(town: Path, hour: int) -> None:
    now = WEDNESDAY.replace(hour=hour)
    fill_month(seed=1, end=now, days=4)
    _every_open_state_has_cases(now)
    assert [finding.check.name for finding in map(examine, CHECKS) if finding.count] == []


def _every_open_state_has_cases(now: datetime) -> None:
    waiting = Case.objects.filter(is_open=True)
    assert {state for state, count in Counter(waiting.values_list("state", flat=True)).items() if count >= 2} == {*OPEN}
    lamps = {lamp: int(number or 0) for lamp, number in waiting.count_lamps(at=now).items()}
    assert min(lamps["red"], lamps["yellow"], lamps["green"]) >= 2


def test_accounts_are_written_for_their_owner_only(tmp_path: Path) -> None:
    User.objects.create(username="ines", name="Ines", role="inspector")
    file = tmp_path / "demo" / "people.json"
    assert open_accounts(file=file) == 1
    [account] = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert account.keys() == {"role", "username", "password", "name", "unit"}
    assert User.objects.get().check_password(account["password"])
    open_accounts(file=file)
    assert json.loads(file.read_text()) == [account]


def test_a_demo_that_is_there_is_left_as_it_is(town: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = town
    monkeypatch.setattr("demo.actions.filling.invent_papers", lambda **said: None)  # a month of rounds, made above
    call_command("demo_city", days=1)
    count, written = Case.objects.count(), (town / "demo" / "people.json").read_bytes()
    assert count > 20
    call_command("demo_city", days=1)
    assert Case.objects.count() == count
    assert (town / "demo" / "people.json").read_bytes() == written
