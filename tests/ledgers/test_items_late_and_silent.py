"""What the clock does with an item: past its limit, not done, with a silent diary, waiting for the next step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common import outbox
from ledgers.actions import chase_items
from ledgers.models import ItemEvent
from ledgers.topics import ITEM_UNDONE
from tests import factories as make
from tests.cast import City
from tests.ledgers.opening import (
    DAY,
    do,
    follow,
    history,
    in_state,
    opened,
    sound,
    taken,
    told,
)

pytestmark = pytest.mark.django_db


def test_not_in_time_it_is_held_to_account_by_the_platform_and_an_order_is_asked_for(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    topic = outbox.Topic(ITEM_UNDONE, lambda messages: asked.extend(m.reference for m in messages), 10, (), False, "",
                         None, None)  # fmt: skip
    monkeypatch.setitem(outbox._topics, ITEM_UNDONE, topic)
    item, late = taken(city), timezone.now() + 10 * DAY + timedelta(minutes=1)
    chase_items(at=late)
    follow()
    item.refresh_from_db()
    assert (item.state, item.is_open) == ("answering", True)
    assert history(item)[-3:] == ["silent", "late", "auto_account"] or "auto_account" in history(item)
    outbox.drain(ITEM_UNDONE)
    assert asked == [str(item.events.get(move="auto_account").pk)]
    follow()
    assert ItemEvent.objects.filter(item=item, move="auto_account").count() == 1
    assert {("hugo", "item_undone"), ("sue", "item_late")} <= told("item_undone", "item_late")
    do(item, "claim", city.hana, note="补做", photos=(make.photo(city.hana).pk,), at=late + DAY)
    written = do(item, "write_off", city.sue, at=late + DAY)
    assert written.was_late is True
    sound()


@pytest.mark.parametrize(("move", "state", "by"), [("reject", "reviewing", "sue"), ("account", "rectifying", "lea")])
def test_not_done_an_order_is_asked_for_too(
    city: City, move: str, state: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    topic = outbox.Topic(ITEM_UNDONE, lambda messages: asked.extend(m.reference for m in messages), 10, (), False, "",
                         None, None)  # fmt: skip
    monkeypatch.setitem(outbox._topics, ITEM_UNDONE, topic)
    item = do(in_state(city, state), move, getattr(city, by), reason="整改不到位")
    follow()
    outbox.drain(ITEM_UNDONE)
    assert (item.state, len(asked)) == ("answering", 1)
    assert item.finished_at is None


def test_a_diary_that_is_silent_for_days_is_chased_and_a_word_of_the_unit_ends_the_silence(city: City) -> None:
    item, now = taken(city), timezone.now()
    assert chase_items(at=now + 4 * DAY) == 0
    do(item, "diary", city.sue, note="已催办", at=now + 4 * DAY)
    chase_items(at=now + 5 * DAY + timedelta(minutes=1))
    assert ("hana", "item_silent") in told("item_silent")
    do(item, "diary", city.hana, note="进场施工", at=now + 6 * DAY)
    assert chase_items(at=now + 7 * DAY) == 0
    item.refresh_from_db()
    assert (item.diary_at, item.diary_level) == (now + 6 * DAY, 0)
    assert history(item).count("silent") == 1
    sound()


def test_what_nobody_hands_over_or_reviews_is_told_to_who_follows_up(city: City) -> None:
    opened(city, unit="")
    sound()
    chase_items(at=timezone.now() + DAY + timedelta(minutes=1))
    assert ("sue", "item_step_late") in told("item_step_late")
    sound()
