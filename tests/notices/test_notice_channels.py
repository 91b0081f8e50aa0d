"""Notices by signed posts: what receivers get, what happens when they fail, and that nothing is said twice."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from common import outbox
from common.models import Message
from common.refusals import Conflict, Forbidden, Refused
from notices.actions import (
    ChannelData,
    drop_dead_notices,
    mark_read,
    retry_dead_notices,
    save_channel,
    try_channel,
)
from notices.actions import deliver as deliveries
from notices.models import Delivery, DeliveryState, Notice, NoticeChannel
from registry.models import SettingValue
from tests import factories as make
from tests.cast import City
from tests.notices.telling import tell_events
from tests.receiver import Received, Receiver, free_port, receiver

pytestmark = pytest.mark.django_db
SECRET = "a secret of more than sixteen characters"


@pytest.fixture(autouse=True)
def _by_day(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    make.never_quiet()
    monkeypatch.setattr(deliveries, "_resting", {})
    settings.OUTGOING_MAY_STAY_INSIDE = True


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiver() as heard:
        yield heard


def channel(city: City, server: Receiver, kind: str = "generic", **rest: Any) -> NoticeChannel:
    data = ChannelData(**{"name": kind, "kind": kind, "url": server.url, "secret": SECRET, **rest})
    return save_channel(data=data, by=city.abel)


def told(city: City) -> Case:
    """A new case for Hana alone."""
    User.objects.filter(pk=city.hana.pk).update(handle="hana.wx", phone="13812341234", told_by_urgent=[])
    User.objects.filter(pk=city.hana.pk).update(told_by=["robot", "sms", "mail"])
    User.objects.filter(pk=city.hugo.pk).update(is_active=False)
    case = make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    return case


def drained() -> None:
    Message.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    outbox.drain("notice.post")


def proven(came: Received) -> bool:
    """Verified by hand, as a receiver in another language would."""
    signed = f"{came.headers['X-Citymgmt-Timestamp']}.{came.headers['X-Citymgmt-Id']}.".encode() + came.body
    return (
        came.headers["X-Citymgmt-Signature"]
        == "sha256=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    )


def test_a_receiver_that_fails_twice_gets_one_message_in_the_end(city: City, server: Receiver) -> None:
    channel(city, server)
    case = told(city)
    server.will_answer(500)
    server.will_answer(503)
    for _ in range(5):
        drained()
    assert len(server.received) == 3
    assert all(proven(came) for came in server.received)
    (id_,) = {came.headers["X-Citymgmt-Id"] for came in server.received}
    assert id_ == f"notice-{Notice.objects.get(user=city.hana).pk}"
    assert json.loads(server.received[-1].body)["cases"] == [case.number]


def test_after_success_the_same_event_is_never_said_again(city: City, server: Receiver) -> None:
    channel(city, server)
    case = told(city)
    drained()
    tell_events(case.events.values_list("pk", flat=True))
    delivery = Delivery.objects.get(channel__isnull=False)
    outbox.emit("notice.post", [delivery.pk])
    drained()
    assert len(server.received) == 1
    assert delivery.state == DeliveryState.SENT


def test_a_failure_is_put_off_and_after_three_days_the_message_is_dead(city: City, server: Receiver) -> None:
    channel(city, server)
    told(city)
    for _ in range(len(outbox.THREE_DAYS) + 2):
        server.will_answer(500)
        drained()
    (message,) = Message.objects.filter(topic="notice.post")
    assert message.dead_at is not None
    assert "500" in message.last_error
    assert len(server.received) == len(outbox.THREE_DAYS) + 1


def test_the_dead_can_be_tried_again_or_given_up(city: City, server: Receiver) -> None:
    channel(city, server)
    told(city)
    Message.objects.filter(topic="notice.post").update(dead_at=timezone.now(), attempts=5)
    assert retry_dead_notices(by=city.abel) == 1
    drained()
    assert len(server.received) == 1
    at = timezone.now()
    Message.objects.create(topic="notice.post", reference="1", created_at=at, due_at=at, dead_at=at)
    assert drop_dead_notices(by=city.abel) == 1
    assert not Message.objects.filter(topic="notice.post").exists()


def test_a_server_that_does_not_answer_holds_up_no_other_channel(city: City, server: Receiver) -> None:
    dead = channel(city, server, name="dead")
    channel(city, server, name="alive")
    NoticeChannel.objects.filter(pk=dead.pk).update(url=f"http://127.0.0.1:{free_port()}/")
    for _ in range(2):
        told(city)
    drained()
    assert len(server.received) == 2
    tries = Message.objects.filter(topic="notice.post").values_list("attempts", flat=True)
    assert sorted(tries) == [0, 1]  # the second waited, and it counts as no try


def test_wecom_gets_its_shape_with_the_person_mentioned(city: City, server: Receiver) -> None:
    channel(city, server, "wecom")
    told(city)
    drained()
    body = json.loads(server.received[0].body)
    assert body["msgtype"] == "text"
    assert body["text"]["mentioned_list"] == ["hana.wx"]
    assert "新案件" in body["text"]["content"]


def test_dingtalk_is_signed_in_its_own_way(city: City, server: Receiver) -> None:
    channel(city, server, "dingtalk")
    told(city)
    drained()
    query = parse_qs(urlsplit(server.received[0].path).query)
    signed = f"{query['timestamp'][0]}\n{SECRET}".encode()
    assert base64.b64decode(query["sign"][0]) == hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    assert json.loads(server.received[0].body)["at"] == {"atUserIds": ["hana.wx"], "isAtAll": False}


def test_a_robot_that_answers_200_and_an_error_took_nothing(city: City, server: Receiver) -> None:
    channel(city, server, "wecom")
    told(city)
    server.will_answer(200, b'{"errcode": 45009}')
    drained()
    assert Delivery.objects.get(channel__isnull=False).state == DeliveryState.WAITING
    drained()
    assert Delivery.objects.get(channel__isnull=False).state == DeliveryState.SENT


def test_a_text_message_goes_to_the_phone(city: City, server: Receiver) -> None:
    channel(city, server, "sms")
    told(city)
    drained()
    assert json.loads(server.received[0].body)["phone"] == "13812341234"
    assert proven(server.received[0])


def test_what_was_read_meanwhile_is_not_sent(city: City, server: Receiver) -> None:
    channel(city, server)
    told(city)
    mark_read(by=city.hana)
    drained()
    assert server.received == []
    assert Delivery.objects.get(channel__isnull=False).state == DeliveryState.DROPPED


def test_a_channel_that_was_switched_off_gets_nothing_more(city: City, server: Receiver) -> None:
    made = channel(city, server)
    told(city)
    save_channel(data=ChannelData("generic", "generic", enabled=False), channel_id=made.pk, by=city.abel)
    drained()
    assert server.received == []


def test_who_does_not_want_it_is_left_alone(city: City, server: Receiver) -> None:
    channel(city, server)
    User.objects.update(told_by=["mail"], told_by_urgent=["mail"])
    make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    assert not Delivery.objects.exists()
    assert Notice.objects.count() == 2


def test_address_and_secret_left_empty_stay(city: City, server: Receiver) -> None:
    made = channel(city, server)
    after = save_channel(data=ChannelData("renamed", "generic"), channel_id=made.pk, by=city.abel)
    assert (after.name, after.url, after.secret) == ("renamed", server.url, SECRET)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"), ({"kind": "pigeon"}, "kind"), ({"url": "gopher://x"}, "url"), ({"url": ""}, "url"),
        ({"secret": "short"}, "secret"), ({"name": "a\0"}, "name"),
        ({"url": "https://example.org/" + "x" * 500}, "url"),
    ],
)  # fmt: skip
def test_a_wrong_channel_is_refused_by_field(city: City, server: Receiver, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as caught:
        channel(city, server, **wrong)
    assert field in caught.value.errors
    assert not NoticeChannel.objects.exists()


def test_an_inside_address_is_refused_unless_the_setting_allows_it(city: City, server: Receiver, settings: Any) -> None:
    settings.OUTGOING_MAY_STAY_INSIDE = False
    with pytest.raises(Refused, match="OUTGOING_MAY_STAY_INSIDE"):
        channel(city, server)


def test_only_the_administrator_keeps_channels(city: City, server: Receiver) -> None:
    with pytest.raises(Forbidden):
        save_channel(data=ChannelData("x", "generic", server.url, SECRET), by=city.sven)


def test_two_channels_of_one_name_are_a_conflict(city: City, server: Receiver) -> None:
    channel(city, server)
    with pytest.raises(Conflict):
        channel(city, server)


def test_a_test_message_says_what_the_receiver_said(city: City, server: Receiver) -> None:
    made = channel(city, server)
    try_channel(channel_id=made.pk, by=city.abel)
    assert proven(server.received[0])
    server.will_answer(403)
    with pytest.raises(Refused, match="403"):
        try_channel(channel_id=made.pk, by=city.abel)


def test_a_crash_between_their_yes_and_our_commit_repeats_it_under_the_same_id(city: City, server: Receiver) -> None:
    channel(city, server)
    told(city)
    (reference,) = Message.objects.filter(topic="notice.post").values_list("reference", flat=True)
    with transaction.atomic():
        deliveries.hand_over(Delivery.objects.filter(pk=reference))
        transaction.set_rollback(True)
    drained()
    drained()
    ids = [came.headers["X-Citymgmt-Id"] for came in server.received]
    assert ids == [ids[0]] * 2


def test_what_waited_for_the_morning_is_one_post(city: City, server: Receiver) -> None:
    SettingValue.objects.all().delete()
    channel(city, server)
    User.objects.filter(pk=city.hugo.pk).update(is_active=False)
    User.objects.filter(pk=city.hana.pk).update(told_by=["robot"], handle="hana.wx")
    cases = [make.dispatched("06010", by=city.ines) for _ in range(3)]
    tell_events([event.pk for case in cases for event in case.events.all()], at=make.MONDAY.replace(hour=23))
    drained()
    assert server.received == []
    outbox.drain("notice.bundle")
    (came,) = server.received
    assert set(json.loads(came.body)["cases"]) == {case.number for case in cases}
