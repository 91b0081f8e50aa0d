"""Every handler of the outbox, run twice over the same messages, has the effect of once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case, CaseEvent, Webhook
from common import outbox, outgoing
from common.models import Message
from evidence.models import Photo
from inspections.models import Presence, Visit
from ledgers.models import Item, ItemEvent, Order, OrderEvent
from notices.models import Delivery, Notice
from places.models import Survey, SurveyEvent
from rounds.models import Finding, ObjectionEvent, RoundEvent
from tests import factories as make
from tests.cast import City
from tests.faults.promised import WORK, run
from tests.ledgers import drawing

pytestmark = pytest.mark.django_db


# What a message makes, and how many of it: a line that does nothing shows nothing.
MADE: dict[str, tuple[QuerySet[Any], int]] = {
    "departments.left/ledgers": (ItemEvent.objects.filter(move="auto_vacate"), 1),
    "case.supervised": (Order.objects.filter(case__isnull=False), 1),
    "evaluations.letter": (Notice.objects.filter(what="week_told"), 2),
    "finding.photo_refused": (Notice.objects.filter(what="finding_photo_refused", user__username="sue"), 1),
    "item.photo_refused": (ItemEvent.objects.filter(move="photo_refused"), 1),
    "order.photo_refused": (OrderEvent.objects.filter(move="photo_refused"), 1),
    "ledgers.item": (Order.objects.filter(item__isnull=False), 1),
    "ledgers.item_ended": (Order.objects.filter(state="withdrawn"), 1),
    "ledgers.item_given": (Order.objects.all(), 1),
    "ledgers.item_told": (Notice.objects.filter(what="item_assigned"), 2),
    "ledgers.item_undone": (Order.objects.filter(item__isnull=False), 1),
    "ledgers.order": (Notice.objects.filter(what="order_issue"), 2),
    "rounds.finding": (Notice.objects.filter(what="findings_charged"), 1),
    "rounds.objection": (Notice.objects.filter(what="objection_raised"), 2),
    "rounds.round": (Notice.objects.filter(what="round_drawn"), 2),
    "survey.notice": (Notice.objects.filter(what="survey_given"), 2),
    "survey.task": (SurveyEvent.objects.filter(move="finish"), 1),
    "visit.ended.finding": (Finding.objects.filter(look_passed=False), 1),
    "visit.ended.item": (ItemEvent.objects.filter(move="auto_reopen"), 1),
}

# These promise on, each time they run: what counts is what has come of it when that is done too.
PASSED_ON = {"ledgers.item"}


def everything() -> list[Any]:
    return [
        list(Case.objects.order_by("pk").values()),
        list(CaseEvent.objects.order_by("case", "seq").values("case", "seq", "move", "hash")),
        list(Notice.objects.order_by("pk").values()),
        list(Delivery.objects.order_by("pk").values("notice", "medium", "channel", "held_until", "state")),
        list(Visit.objects.order_by("pk").values()),
        list(Photo.objects.order_by("pk").values()),
        list(Message.objects.order_by("pk").values("topic", "reference")),
        [letter.subject for letter in mail.outbox],
        list(Webhook.objects.values("pk", "position", "sent_at")),
        list(POSTED),
        list(Presence.objects.order_by("pk").values()),
        list(Item.objects.order_by("pk").values()),
        list(ItemEvent.objects.order_by("item", "seq").values("item", "seq", "move", "data")),
        list(Order.objects.order_by("pk").values()),
        list(Finding.objects.order_by("pk").values()),
        list(RoundEvent.objects.order_by("pk").values("pk", "move")),
        list(ObjectionEvent.objects.order_by("pk").values("pk", "move")),
        list(Survey.objects.order_by("pk").values()),
        list(SurveyEvent.objects.order_by("pk").values("pk", "move")),
        list(OrderEvent.objects.order_by("order", "seq").values("order", "seq", "move", "data")),
    ]


POSTED: list[str] = []  # what went to webhooks


@pytest.fixture(autouse=True)
def _post_nowhere(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ANCHOR_MAIL = ["auditor@example.org"]

    def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> outgoing.Answer:
        POSTED.append(url)
        return outgoing.Answer(200, b"")

    POSTED.clear()
    monkeypatch.setattr(outgoing, "post", post)


@pytest.mark.parametrize("topic", outbox.topics())
def test_twice_is_once(topic: str, city: City) -> None:
    if topic not in WORK:
        pytest.fail(f"Say in WORK what {topic} does, so that its second run is tested.")
    references = WORK[topic](city)
    made, number = MADE.get(topic, (Message.objects.none(), 0))
    before = made.count()
    do(topic, references)
    once = everything()
    do(topic, references)
    assert everything() == once
    assert made.count() - before == number


def do(topic: str, references: Sequence[object]) -> None:
    """What was promised before the message does not do its work for it."""
    if topic in PASSED_ON:
        Message.objects.all().delete()
    run(topic, references)
    if topic in PASSED_ON:
        drawing.do_what_was_promised()


def test_a_message_for_a_case_that_moved_on_does_nothing(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    before = everything()
    run("case.route", [case.pk])
    assert everything() == before


@pytest.mark.parametrize("topic", outbox.topics())
def test_a_message_about_nothing_at_all_harms_nobody(topic: str, city: City) -> None:
    numbers = {
        "accounts.out": "0",
        "case.anchored": "0",
        "departments.left": "0",
        "departments.left/ledgers": "0",
        "departments.post": "0",
        "evaluations.letter": "0",
        "notice.mail": "0",
        "notice.post": "0",
        "notice.bundle": "0:0:0",
        "notice.digest": "0:0",
        "plan.failed": "0",
        "registry.approval": "0:waiting",
        "case.webhook": "0",
        "rounds.finding": "0",
        "visit.ended.finding": "0",
        "visit.ended.item": "0",
    }
    run(topic, [numbers.get(topic, "00000000-0000-0000-0000-000000000000")])
    assert not Notice.objects.exists()


@pytest.mark.parametrize("topic", outbox.topics())
def test_a_poisoned_message_dies_with_its_reason(topic: str, city: City) -> None:
    now = timezone.now() - timedelta(hours=1)
    message = Message.objects.create(topic=topic, reference="'; DROP TABLE", created_at=now, due_at=now)
    for _ in range(len(outbox._topics[topic].delays) + 1):
        Message.objects.update(due_at=now)
        outbox.drain(topic)
    message.refresh_from_db()
    assert message.dead_at is not None
    assert "ValueError" in message.last_error
