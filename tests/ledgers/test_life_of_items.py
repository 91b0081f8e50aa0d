"""The life of an item: opened, handed over, put right, written off by a second person; what follows by itself."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from common import outbox
from common.integrity import examine
from common.refusals import Conflict, Forbidden, Malformed, Refused
from departments.models import Kind, Membership
from evidence.actions.photo import _refuse
from evidence.models import PhotoStatus
from inspections.actions import VisitRequest, perform_visit
from inspections.models import Visit
from ledgers.actions import Origin, chase_items, open_item, order_looks
from ledgers.integrity import CHECKS
from ledgers.models import Item, ItemEvent
from ledgers.topics import ITEM_UNDONE
from notices.models import Notice
from tests import factories as make
from tests.cast import City
from tests.inspections.looking import setting
from tests.ledgers.opening import (
    DAY,
    claimed,
    do,
    follow,
    history,
    in_state,
    opened,
    report,
    sound,
    taken,
    written_off,
)  # fmt: skip
from tests.races import at_once

pytestmark = pytest.mark.django_db


def told(*names: str) -> set[tuple[str, str]]:
    follow()
    found = Notice.objects.filter(what__in=names) if names else Notice.objects.all()
    return set(found.values_list("user__username", "what"))


def test_the_straight_road_through_the_links_of_the_chain(city: City) -> None:
    item = opened(city)
    assert (item.state, item.department, item.number[:1]) == ("assigned", city.sanitation, "L")
    assert {("hana", "item_assigned"), ("hugo", "item_assigned")} <= told("item_assigned")
    item = do(item, "take", city.hana, in_charge="hana")
    item = do(item, "diary", city.hana, note="第一次清运", photos=(make.photo(city.hana).pk,))
    item = do(item, "claim", city.hana, note="已清理", photos=(make.photo(city.hana).pk,))
    assert ("sue", "item_claimed") in told("item_claimed")
    item = do(item, "write_off", city.sue, note="现场属实")
    assert (item.state, item.is_open, item.was_late, item.next_chase_at) == ("written_off", False, False, None)
    assert history(item) == ["open", "assign", "take", "diary", "claim", "write_off"]
    assert ("hana", "item_written_off") in told("item_written_off")
    sound()


def test_it_is_written_off_by_a_second_person_on_evidence_that_can_be_seen(city: City) -> None:
    photo = make.photo(city.hana, status=PhotoStatus.RECEIVED)
    item = do(taken(city), "claim", city.hana, note="已清理", photos=(photo.pk,))
    with pytest.raises(Refused, match="处理"):
        do(item, "write_off", city.sue)
    with transaction.atomic():
        _refuse(photo, "unreadable")
    outbox.drain("item.photo_refused")
    assert ("hana", "item_photo_refused") in told("item_photo_refused")
    with pytest.raises(Refused) as no:
        do(item, "write_off", city.sue)
    assert [*no.value.errors] == ["photos"]
    item = do(item, "return", city.sue, reason="补拍照片")
    assert (item.state, item.finished_at, item.returned_count) == ("rectifying", None, 1)
    do(item, "claim", city.hana, note="补拍", photos=(make.photo(city.hana).pk,))
    do(item, "write_off", city.sven)
    sound()


def test_the_database_itself_refuses_one_person_who_says_and_writes_off(city: City) -> None:
    item = claimed(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="written_off", is_open=False, written_off_by=item.claimed_by)


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


def test_chance_wants_it_looked_at_again_and_a_failed_look_opens_it_by_its_own_move(city: City) -> None:
    setting("item_look_share", 1.0)
    item, now = written_off(city), timezone.now()
    first_limit = item.due_at
    assert order_looks(at=now + 13 * DAY) == 0
    assert [order_looks(at=now + 15 * DAY) for __ in range(2)] == [1, 0]
    visit = Visit.objects.get(subject_kind="item", subject_key=str(item.pk))
    assert item.number in visit.title
    perform_visit(
        visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=False, note="又堆满"), by=city.sven
    )
    for __ in range(2):
        outbox.drain("visit.ended.item")
    follow()
    item.refresh_from_db()
    assert (item.state, item.reopened_count, item.written_off_by, item.finished_at) == ("answering", 1, None, None)
    assert first_limit is not None
    assert item.due_at is not None
    assert (item.first_due_at, item.due_at > first_limit) == (first_limit, True)
    assert history(item)[-2:] == ["look_ordered", "auto_reopen"]
    assert item.events.get(move="auto_reopen").note == "又堆满"
    sound()


def test_a_look_that_is_passed_is_on_record_and_nothing_else_changes(city: City) -> None:
    setting("item_look_share", 1.0)
    item = written_off(city)
    order_looks(at=timezone.now() + 15 * DAY)
    visit = Visit.objects.get(subject_kind="item")
    perform_visit(visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=True), by=city.sven)
    outbox.drain("visit.ended.item")
    item.refresh_from_db()
    assert (item.state, history(item)[-1]) == ("written_off", "looked")
    sound()


def test_without_a_share_nothing_is_looked_at_again(city: City) -> None:
    setting("item_look_share", 0.0)
    written_off(city)
    assert order_looks(at=timezone.now() + 30 * DAY) == 0


def test_the_same_problem_at_the_same_place_opens_a_linked_item_and_the_old_clock_stays(city: City) -> None:
    make.place("S1")
    said: dict[str, Any] = {"place": "S1", "category": "06010", "lng": None, "lat": None}
    old = written_off(city, **said)
    again = opened(city, **said)
    assert again.recurs == old
    old.refresh_from_db()
    assert (old.state, history(old)[-1]) == ("written_off", "write_off")
    assert opened(city, **said | {"category": "01001"}).recurs is None
    later = opened(city, at=timezone.now() + 91 * DAY, **said | {"due_at": None})
    assert later.recurs is None
    sound()


def test_passing_up_takes_grounds_counts_and_leaves_the_limit_as_it_is(city: City) -> None:
    office = city.street_office
    community = make.department("community-1", name="第一社区", kind=Kind.COMMUNITY, parent=office)
    head = make.user("carl", Role.DEPARTMENT_HEAD)
    Membership.objects.create(user=head, department=community)
    item = opened(city, unit=community.code)
    due_at = item.due_at
    assert item.level == "community"
    with pytest.raises(Refused, match="理由"):
        do(item, "pass_up", head)
    item = do(item, "pass_up", head, reason="超出社区权限")
    assert (item.department, item.level, item.passed_up, item.due_at) == (office, "street", 1, due_at)
    assert Item.objects.visible_to(head).filter(pk=item.pk).exists()  # who passed it up still sees it
    with pytest.raises(Refused):
        do(item, "take", head)
    sound()


def test_given_back_it_waits_for_another_unit_and_is_the_first_ones_no_more(city: City) -> None:
    item = opened(city)
    key = uuid.uuid4()
    from ledgers.actions import ItemRequest, move_item

    asked = ItemRequest("send_back", item.version, key, reason="不属我单位")
    assert move_item(item_id=item.pk, request=asked, by=city.hugo)[1] is False
    assert move_item(item_id=item.pk, request=asked, by=city.hugo)[1] is True  # their device never heard the answer
    assert not Item.objects.visible_to(city.hugo).filter(pk=item.pk).exists()
    due_at = Item.objects.get(pk=item.pk).due_at
    item = do(item, "assign", city.dora, department="roads")
    assert (item.department, item.due_at, item.sent_back_count) == (city.roads, due_at, 1)
    sound()


def test_an_extension_has_an_end_and_the_first_limit_stays(city: City) -> None:
    item, now = taken(city), timezone.now()
    first = item.due_at
    with pytest.raises(Refused):
        do(item, "ask_extension", city.hana, reason="材料未到", until=now + DAY)
    do(item, "ask_extension", city.hana, reason="材料未到", until=now + 20 * DAY)
    item = do(item, "grant_extension", city.sue)
    assert (item.first_due_at, item.due_at, item.extensions) == (first, now + 20 * DAY, 1)
    setting("item_days", 1)  # an edit of tomorrow rewrites no limit of today
    item.refresh_from_db()
    assert item.due_at == now + 20 * DAY
    setting("item_extensions", 1)
    with pytest.raises(Conflict):
        do(item, "ask_extension", city.hana, reason="还要", until=now + 30 * DAY)
    sound()


def test_put_off_to_a_day_it_goes_on_by_itself_with_what_was_left(city: City) -> None:
    item, now = taken(city), timezone.now()
    with pytest.raises(Refused):
        do(item, "accept", city.lea, reason="等待改造", until=now + 365 * DAY)
    with pytest.raises(Refused):
        do(item, "accept", city.lea, reason="等待改造")
    item = do(item, "accept", city.lea, at=now, reason="等待改造", until=now + 60 * DAY)
    assert (item.state, item.lamp(at=now).value) == ("accepted", "grey")
    assert chase_items(at=now + 50 * DAY) == 0
    chase_items(at=now + 58 * DAY)
    assert ("hana", "item_goes_on") in told("item_goes_on")
    chase_items(at=now + 61 * DAY)
    follow()
    item.refresh_from_db()
    assert item.state == "rectifying"
    sound()


def test_a_limit_that_was_written_past_its_history_is_found(city: City) -> None:
    item = taken(city)
    Item.objects.filter(pk=item.pk).update(due_at=timezone.now() + 99 * DAY)
    assert "item_limit" in {check.name for check in CHECKS if examine(check).count}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledgers_itemevent SET note = 'x' WHERE item_id = %s", [item.pk])


def test_sent_twice_it_is_one_and_the_same_id_with_other_content_is_refused(city: City) -> None:
    said = report(origin=Origin("finding", "7", "第三检查点", "/rounds/7/"))
    first, again = (open_item(report=said, by=city.sue) for __ in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    with pytest.raises(Conflict):
        open_item(report=report(id=said.id, problem="别的问题"), by=city.sue)
    assert Item.objects.count() == 1
    by_platform, __ = open_item(report=report(), by=None, actor="rounds")
    assert by_platform.events.get(seq=1).actor == "rounds"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"problem": " "}, "problem"), ({"unit": "nobody"}, "unit"), ({"place": "none"}, "place"),
        ({"category": "99"}, "category"), ({"source": "dream"}, "source"), ({"leader": "nobody"}, "leader"),
        ({"linked_unit": "nobody"}, "linked_unit"), ({"in_charge": "omar"}, "in_charge"), ({"lat": 95.0}, "location"),
        ({"cases": (uuid.UUID(int=3),)}, "cases"), ({"due_at": make.MONDAY}, "due_at"),
        ({"measures": "a\0"}, "measures"),
    ],
)  # fmt: skip
def test_what_an_item_must_hold(city: City, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises((Malformed, Refused)) as no:
        opened(city, **wrong)
    assert [*no.value.errors] == [field]


def test_a_head_opens_items_of_the_own_unit_alone(city: City) -> None:
    assert opened(city, by=city.hugo).state == "assigned"
    with pytest.raises(Forbidden):
        opened(city, by=city.hugo, unit="roads")
    with pytest.raises(Forbidden):
        opened(city, by=city.hana)


def test_who_sees_which_item(city: City) -> None:
    item = opened(city, linked_unit="street-1")
    seen = {user.username for user in city.everyone if Item.objects.visible_to(user).filter(pk=item.pk).exists()}
    assert seen == {"hana", "hugo", "ada", "sven", "dora", "sue", "lea", "arno"}


def test_cases_are_added_by_who_sees_them_and_stay_hidden_from_who_does_not(city: City) -> None:
    from ledgers.queries.items import cases_of

    case = make.dispatched("06010", by=city.ines)
    item = opened(city, cases=(case.pk,))
    assert cases_of(item, city.hana) == [case]
    type(case).objects.filter(pk=case.pk).update(private=True)
    assert cases_of(item, city.sue) == []
    with pytest.raises(Malformed):
        do(item, "add_cases", city.sue, cases=(case.number,))


@pytest.mark.django_db(transaction=True)
def test_two_who_write_it_off_at_once_do_it_once(city: City) -> None:
    item = claimed(city)
    answers = at_once([lambda: _try(item, city.sue), lambda: _try(item, city.sven)])
    assert sorted(answers) == [False, True]
    sound()


def _try(item: Item, by: Any) -> bool:
    try:
        do(item, "write_off", by)
    except Refused:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_order_each_look_once(city: City) -> None:
    setting("item_look_share", 1.0)
    for __ in range(3):
        written_off(city)
    later = timezone.now() + 15 * DAY
    assert sum(at_once([lambda: order_looks(at=later)] * 2)) == 3
    assert Visit.objects.filter(subject_kind="item").count() == 3
