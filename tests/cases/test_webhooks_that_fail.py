"""What a receiver refuses is sent again, at least once, for three days; it holds up no other."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.roles import Role
from cases.actions import WebhookData, add_webhook, change_webhook, let_go_on, place_all_events
from cases.actions.webhooks import wake_webhooks
from cases.models import Webhook
from cases.topics import WEBHOOK
from common import outbox
from common.models import Message
from common.outbox import THREE_DAYS
from tests import factories as make
from tests.cases.hooks import _inside, bodies, numbers, ottos, send, server
from tests.cast import City
from tests.receiver import Receiver, free_port

__all__ = ["_inside", "server"]

pytestmark = pytest.mark.django_db


def test_what_is_refused_is_sent_again_and_nothing_is_lost(city: City, server: Receiver) -> None:
    ottos(city, server.url)
    server.will_answer(500)
    server.will_answer(302, b"", Location="http://127.0.0.1:1/")
    case = make.reported("06010", by=city.otto)
    send()
    [message] = Message.objects.filter(topic=WEBHOOK)
    assert "500" in message.last_error
    later = make.reported("06010", by=city.otto)
    send()
    send()
    first, second, third = bodies(server)
    assert [row["number"] for row in first["results"]] == [case.number]
    assert second["results"] == third["results"]
    assert [row["number"] for row in third["results"]] == [case.number, later.number]
    assert not Message.objects.filter(topic=WEBHOOK).exists()


def test_it_is_tried_for_three_days_with_growing_delays_then_it_waits_for_a_person(city: City) -> None:
    assert timedelta(days=3) < sum(THREE_DAYS, timedelta()) < timedelta(days=4)
    assert list(THREE_DAYS) == sorted(THREE_DAYS)
    hook = ottos(city, f"http://127.0.0.1:{free_port()}/in")
    make.reported("06010", by=city.otto)
    for __ in range(len(THREE_DAYS) + 1):
        send()
    [message] = Message.objects.filter(topic=WEBHOOK)
    assert message.dead_at is not None
    make.reported("06010", by=city.otto)
    assert wake_webhooks() == 0
    assert Message.objects.filter(topic=WEBHOOK).count() == 1, "nothing piles up for who does not answer"
    assert Webhook.objects.get().position == hook.position


def test_let_go_on_it_is_sent_all_that_happened_meanwhile(city: City, server: Receiver) -> None:
    hook = ottos(city, f"http://127.0.0.1:{free_port()}/in")
    one = make.reported("06010", by=city.otto)
    for __ in range(len(THREE_DAYS) + 1):
        send()
    two = make.reported("06010", by=city.otto)
    change_webhook(webhook_id=hook.pk, data=WebhookData("otto", server.url), by=city.abel)
    send()
    assert numbers(server) == [(one.number, 1), (two.number, 1)]


def test_what_was_missed_can_be_left_out(city: City, server: Receiver) -> None:
    hook = ottos(city, server.url)
    server.will_answer(410)
    make.reported("06010", by=city.otto)
    send()
    let_go_on(webhook_id=hook.pk, how="skip", by=city.abel)
    later = make.reported("06010", by=city.otto)
    send()
    assert numbers(server)[1:] == [(later.number, 1)]


def test_a_dead_receiver_holds_up_no_other(city: City, server: Receiver) -> None:
    dead = make.user("dead", Role.INTEGRATION)
    add_webhook(data=WebhookData("dead", f"http://127.0.0.1:{free_port()}/in"), by=city.abel)
    ottos(city, server.url)
    make.reported("06010", by=dead)
    case = make.reported("06010", by=city.otto)
    place_all_events()
    assert wake_webhooks() == 2
    outbox.drain(WEBHOOK)
    assert numbers(server) == [(case.number, 1)]


def test_a_slow_receiver_rests_before_it_is_sent_more(
    city: City, server: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = ottos(city, server.url)
    monkeypatch.setattr("cases.actions.webhooks._post", lambda hook, page: 6.0)
    make.reported("06010", by=city.otto)
    send()
    make.reported("06010", by=city.otto)
    place_all_events()
    assert wake_webhooks() == 0
    assert wake_webhooks(at=timezone.now() + timedelta(seconds=25)) == 1
    hook.refresh_from_db()
    assert hook.rests_until is not None
    assert hook.rests_until > timezone.now() + timedelta(seconds=20)


def test_whoever_died_while_sending_is_followed_by_another_after_a_while(
    city: City, server: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ottos(city, server.url)
    make.reported("06010", by=city.otto)

    def dies(*_said: Any, **_named: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr("common.outgoing.post", dies)
        with pytest.raises(SystemExit):
            send()
    waiting = Message.objects.get(topic=WEBHOOK)
    assert timezone.now() < waiting.due_at < timezone.now() + timedelta(minutes=6)
    send()
    assert len(server.received) == 1
