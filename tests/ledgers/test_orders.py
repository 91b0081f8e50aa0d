"""An order lives by the engine of moves: drawn up with a number, signed for, replied to, accepted or refused."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from common.models import Series
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from ledgers.actions import draw_up_order, sign_order
from ledgers.models import Order
from registry.models import SettingValue
from tests import factories as make
from tests.cast import City
from tests.ledgers.drawing import DAY, answered, do, draft, drawn, sound, works_for_roads

pytestmark = pytest.mark.django_db


def states(order: Order) -> dict[str, str]:
    return dict(order.services.values_list("department__code", "state"))


def test_from_the_number_to_the_end(city: City) -> None:
    order, now = drawn(city), timezone.localtime()
    assert (order.number, order.paper_number) == (f"D{now.year}-00001", f"督办〔{now.year}〕1号")
    signed = do(order, "sign", city.hana)
    service = signed.services.get()
    assert (signed.state, service.signed_by, service.state) == ("signed", city.hana, "signed")
    assert do(order, "reply", city.hugo, note="已清理").state == "replied"
    refused = do(order, "refuse_reply", city.sue, reason="缺照片")
    assert (refused.state, refused.due_at, refused.replied_at) == ("signed", order.due_at, None)
    again = do(order, "reply", city.hana, note="补照片，已清理")
    assert (again.state, again.services.get().reply) == ("replied", "补照片，已清理")
    closed = do(order, "accept_reply", city.lea)
    assert (closed.state, closed.services.get().refusals, closed.next_chase_at) == ("closed", 1, None)
    assert [*order.events.order_by("seq").values_list("move", flat=True)] == [
        "issue", "sign", "reply", "refuse_reply", "reply", "accept_reply",
    ]  # fmt: skip
    sound()


def test_with_several_units_the_slowest_decides(city: City) -> None:
    omar = works_for_roads(city, city.omar)
    order = drawn(city, units=("roads", "sanitation"))
    assert [service.department.code for service in order.services.all()] == ["roads", "sanitation"]
    assert do(order, "sign", city.hana).state == "issued"
    assert do(order, "reply", city.hana, note="本单位部分已完成").state == "issued"
    assert do(order, "accept_reply", city.sue).state == "issued"
    assert do(order, "sign", omar).state == "signed"
    assert do(order, "reply", omar, note="已修复").state == "replied"
    assert do(order, "accept_reply", city.sue).state == "closed"
    assert states(order) == {"roads": "accepted", "sanitation": "accepted"}
    sound()


def test_where_several_replies_wait_the_issuer_says_which(city: City) -> None:
    omar = works_for_roads(city, city.omar)
    order = drawn(city, units=("roads", "sanitation"))
    for person in (omar, city.hana):
        do(order, "sign", person)
        do(order, "reply", person, note="已完成")
    with pytest.raises(Refused, match="几"):
        do(order, "accept_reply", city.sue)
    assert do(order, "refuse_reply", city.sue, unit="roads", reason="没有修").state == "signed"
    assert states(order) == {"roads": "signed", "sanitation": "replied"}
    sound()


def test_one_unit_does_not_make_the_form_of_another_stale(city: City) -> None:
    omar = works_for_roads(city, city.omar)
    order = drawn(city, units=("roads", "sanitation"))
    for person in (city.hana, omar):
        do(order, "sign", person, version=1)
        do(order, "reply", person, version=1, note="已完成")
    do(order, "refuse_reply", city.sue, version=1, unit="roads", reason="没有修")
    with pytest.raises(Conflict):
        do(order, "accept_reply", city.lea, version=1, unit="sanitation")


def test_a_unit_above_signs_for_one_below_and_its_own_comes_first(city: City) -> None:
    squad = make.department("squad", name="一中队", parent=city.sanitation)
    hugo = User.objects.get(pk=city.hugo.pk)
    below = drawn(city, units=("squad",))
    do(below, "sign", hugo)
    assert below.services.get().signed_by == hugo
    both = drawn(city, units=("squad", "sanitation"))
    do(both, "sign", hugo)
    assert states(both) == {"squad": "unsigned", "sanitation": "signed"}
    with pytest.raises(Refused) as no:
        do(both, "sign", hugo)  # pressed twice, it is not the signature of the unit below
    assert [*no.value.errors] == ["unit"]
    do(both, "sign", hugo, unit="squad")
    assert both.services.get(department=squad).state == "signed"
    with pytest.raises(Forbidden):
        do(both, "reply", hugo, unit="roads", note="x")


def test_an_order_to_correct_names_who_signed_for_the_party_and_shows_no_whole_telephone(city: City) -> None:
    make.place("S1", name="老王早餐", responsible="王小明", phone="13812345678", unit=city.sanitation)
    with pytest.raises(Malformed):
        drawn(city, kind="to_party")
    order = drawn(city, kind="to_party", place="S1")
    assert (order.party, order.number[0]) == ("王小明", "G")
    with pytest.raises(Refused) as no:
        do(order, "sign", city.hana)
    assert [*no.value.errors] == ["signer"]
    sign_order(order_id=order.pk, version=1, signer="王小明（店主）", by=city.hana)
    assert order.services.get().signer == "王小明（店主）"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "letter"}, "kind"), ({"level": "planet"}, "level"), ({"units": ()}, "units"),
        ({"units": ("nobody",)}, "units"), ({"title": " "}, "title"), ({"problem": ""}, "problem"),
        ({"requirement": ""}, "requirement"), ({"place": "none"}, "place"),
        ({"due_at": timezone.now() - DAY}, "due_at"), ({"due_at": timezone.now() + 4000 * DAY}, "due_at"),
        ({"units": tuple(f"u{n}" for n in range(21))}, "units"),
    ],
)  # fmt: skip
def test_what_an_order_must_hold(city: City, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises((Malformed, Refused)) as no:
        drawn(city, **wrong)
    assert [*no.value.errors] == [field]
    assert not Series.objects.filter(kind__startswith="order").exists()


def test_numbers_have_no_gap_and_each_kind_and_year_its_own(city: City) -> None:
    said = draft()
    first, again = (draw_up_order(draft=said, by=city.sue) for __ in range(2))
    assert (first[0].pk, first[1], again[1]) == (again[0].pk, False, True)
    with pytest.raises(Conflict):
        drawn(city, id=said.id, title="别的")
    with pytest.raises(Malformed):
        drawn(city, units=("nobody",))
    year = timezone.localtime().year
    assert [drawn(city).number, drawn(city, kind="rectification").number] == [f"D{year}-00002", f"Z{year}-00001"]
    then = timezone.now() - timedelta(days=400)
    old = drawn(city, at=then, due_at=then + DAY)
    assert (old.number[-5:], old.number != f"D{year}-00001") == ("00001", True)
    sound()


def test_the_city_words_its_series_and_its_issuing_body(city: City) -> None:
    SettingValue.objects.create(name="order_series_supervision", value="临城管督")
    SettingValue.objects.create(name="order_body", value="临江区城市管理委员会")
    order = drawn(city)
    assert order.paper_number == f"临城管督〔{timezone.localtime().year}〕1号"
    assert order.body == "临江区城市管理委员会"


def test_who_draws_up_none_and_what_is_not_theirs(city: City) -> None:
    for person in (city.sven, city.hugo, city.arno, city.ines):
        with pytest.raises(Forbidden):
            drawn(city, by=person)
    with pytest.raises(Missing):
        drawn(city, case=uuid.uuid4())
    with pytest.raises(Missing):
        drawn(city, item=uuid.uuid4())


def test_refusals_are_sentences(city: City) -> None:
    order = drawn(city)
    with pytest.raises(Conflict, match="签收"):
        do(order, "reply", city.hana, note="已完成")
    do(order, "sign", city.hana)
    with pytest.raises(Conflict):
        do(order, "sign", city.hugo)
    with pytest.raises(Refused):
        do(order, "reply", city.hana)
    with pytest.raises(Malformed):
        do(order, "reply", city.hana, note="x", signer="王")
    with pytest.raises(Missing):
        do(order, "reply", city.omar, note="x")
    answered_one = do(order, "reply", city.hana, note="已完成")
    with pytest.raises(Refused, match="理由"):
        do(answered_one, "refuse_reply", city.sue)


def test_reminders_and_the_diary_change_nothing_else(city: City) -> None:
    order = drawn(city)
    do(order, "follow", city.hana, note="已安排人员")
    reminded = do(order, "remind", city.sven)
    assert (reminded.reminders, reminded.version, reminded.state, reminded.seq) == (1, 1, "issued", 3)
    closed = do(answered(city, order), "accept_reply", city.sue)
    assert do(closed, "follow", city.sue, note="回头看无反弹").state == "closed"
    sound()


def test_the_history_is_append_only(city: City) -> None:
    order = answered(city, drawn(city))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledgers_orderevent SET note = 'x' WHERE order_id = %s", [order.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledgers_orderevent WHERE order_id = %s", [order.pk])
