"""An integration client is sent the feed: signed, in its order, from where it stood."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import WebhookData, add_webhook, change_webhook, place_all_events
from cases.actions.webhooks import wake_webhooks
from cases.models import CaseEvent
from cases.queries.feed import last_position
from cases.topics import WEBHOOK
from common import outbox, outgoing
from common.models import Message
from tests import factories as make
from tests.cases.hooks import _inside, bodies, numbers, ottos, send, server
from tests.cast import City
from tests.clients import api_client
from tests.receiver import Receiver

__all__ = ["_inside", "server"]

pytestmark = pytest.mark.django_db


def test_it_is_sent_what_happens_from_now_on_to_its_own_cases(city: City, server: Receiver) -> None:
    make.dispatched("06010", by=city.otto)
    ottos(city, server.url)
    send()
    assert server.received == []
    case = make.dispatched("06010", by=city.otto)
    make.dispatched("06010", by=city.ines)
    send()
    assert numbers(server) == [(case.number, 1), (case.number, 2)]
    send()
    assert len(server.received) == 1


def test_the_body_is_what_the_feed_answers_and_its_cursor_goes_on_there(city: City, server: Receiver) -> None:
    ottos(city, server.url)
    make.dispatched("06010", by=city.otto)
    send()
    [sent] = bodies(server)
    feed = api_client(city.otto).get("/api/v1/events/").json()
    assert sent["results"] == feed["results"][-2:]
    assert api_client(city.otto).get("/api/v1/events/", {"after": sent["next"]}).json()["results"] == []


def test_it_is_signed_over_time_id_and_body(city: City, server: Receiver) -> None:
    __, secret = add_webhook(data=WebhookData("otto", server.url), by=city.abel)
    make.reported("06010", by=city.otto)
    send()
    [sent] = server.received
    time, key = sent.headers["X-Citymgmt-Timestamp"], sent.headers["X-Citymgmt-Id"]
    expected = hmac.new(secret.encode(), f"{time}.{key}.".encode() + sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["X-Citymgmt-Signature"] == f"sha256={expected}"
    assert abs(int(time) - timezone.now().timestamp()) < 60


def test_a_long_backlog_comes_in_pages_in_order(city: City, server: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.actions.webhooks.BATCH", 3)
    ottos(city, server.url)
    case = make.reported("06010", by=city.otto)
    for seq in range(2, 9):
        CaseEvent(case=case, seq=seq, move="warn", from_state=case.state, to_state=case.state, at=make.MONDAY).save()
    for __ in range(4):
        send()
    assert numbers(server) == [(case.number, seq) for seq in range(1, 9)]
    assert [len(body["results"]) for body in bodies(server)] == [3, 3, 2]


def test_switched_off_it_is_sent_nothing_and_later_goes_on_where_it_stood(city: City, server: Receiver) -> None:
    hook = ottos(city, server.url)
    change_webhook(webhook_id=hook.pk, data=WebhookData("otto", enabled=False), by=city.abel)
    case = make.reported("06010", by=city.otto)
    send()
    assert server.received == []
    change_webhook(webhook_id=hook.pk, data=WebhookData("otto"), by=city.abel)
    send()
    assert numbers(server) == [(case.number, 1)]


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.LEADER}], ids=["left", "a leader now"])
def test_who_is_no_client_any_more_is_sent_nothing(city: City, server: Receiver, change: dict[str, Any]) -> None:
    ottos(city, server.url)
    case = make.reported("06010", by=city.otto)
    User.objects.filter(pk=city.otto.pk).update(**change)
    send()
    assert server.received == []
    User.objects.filter(pk=city.otto.pk).update(is_active=True, role=Role.INTEGRATION)
    send()
    assert numbers(server) == [(case.number, 1)]


def test_neither_workers_nor_the_sweep_touch_it(city: City, server: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[str] = []
    monkeypatch.setattr(outbox, "nudge", nudged.append)
    ottos(city, server.url)
    make.reported("06010", by=city.otto)
    place_all_events()
    wake_webhooks()
    Message.objects.filter(topic=WEBHOOK).update(due_at=timezone.now() - timedelta(minutes=1))
    outbox.sweep()
    assert (server.received, WEBHOOK in nudged) == ([], False)


def test_nothing_is_held_while_a_receiver_is_waited_for(
    city: City, server: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, real, blocks = ottos(city, server.url), outgoing.post, [len(connection.atomic_blocks)]

    def post(url: str, **said: Any) -> Any:
        blocks.append(len(connection.atomic_blocks))
        change_webhook(webhook_id=hook.pk, data=WebhookData("otto", server.url, enabled=False), by=city.abel)
        return real(url, **said)

    monkeypatch.setattr("common.outgoing.post", post)
    make.reported("06010", by=city.otto)
    send()
    assert blocks == [blocks[0]] * 2  # the test's own transaction alone
    hook.refresh_from_db()
    assert (hook.enabled, hook.position) == (False, last_position())
