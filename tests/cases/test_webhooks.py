"""An integration client is sent the feed: signed, in its order, at least once, for three days; and who keeps that."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import (
    WebhookData,
    add_webhook,
    change_webhook,
    delete_webhook,
    let_go_on,
    place_all_events,
    rotate_secret,
    try_webhook,
)
from cases.actions.webhooks import send_webhooks, wake_webhooks
from cases.models import Case, CaseEvent, Webhook
from cases.queries.feed import last_position
from cases.topics import WEBHOOK
from common import outbox, outgoing
from common.models import Message
from common.outbox import THREE_DAYS
from common.refusals import Conflict, Forbidden, Refused
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.receiver import Receiver, free_port, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(settings: Any) -> None:
    settings.OUTGOING_MAY_STAY_INSIDE = True


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiver() as heard:
        yield heard


def ottos(city: City, url: str) -> Webhook:
    return add_webhook(data=WebhookData("otto", url), by=city.abel)[0]


def send() -> None:
    """What the clock does, whatever rests."""
    Webhook.objects.update(rests_until=None)
    Message.objects.filter(topic=WEBHOOK, dead_at=None).update(due_at=timezone.now())
    send_webhooks()


def bodies(server: Receiver) -> list[dict[str, Any]]:
    return [json.loads(each.body) for each in server.received]


def numbers(server: Receiver) -> list[tuple[str, int]]:
    return [(row["number"], row["seq"]) for body in bodies(server) for row in body["results"]]


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


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/in", "http://169.254.169.254/x", "ftp://example.org/", "http://[::1]/"]
)
def test_an_address_inside_is_refused(city: City, settings: Any, url: str) -> None:
    settings.OUTGOING_MAY_STAY_INSIDE = False
    with pytest.raises(Refused):
        ottos(city, url)
    assert not Webhook.objects.exists()


def test_only_an_administrator_keeps_them_and_only_for_integration_clients(city: City, server: Receiver) -> None:
    for name in ("sven", "lea", "arno", "otto"):
        with pytest.raises(Forbidden):
            add_webhook(data=WebhookData("otto", server.url), by=getattr(city, name))
    with pytest.raises(Refused):
        add_webhook(data=WebhookData("ines", server.url), by=city.abel)
    ottos(city, server.url)
    with pytest.raises(Conflict):
        ottos(city, server.url)


def test_a_new_secret_signs_from_then_on(city: City, server: Receiver) -> None:
    hook, old = add_webhook(data=WebhookData("otto", server.url), by=city.abel)
    __, new = rotate_secret(webhook_id=hook.pk, by=city.abel)
    assert new != old
    try_webhook(webhook_id=hook.pk, by=city.abel)
    [sent] = server.received
    text = f"{sent.headers['X-Citymgmt-Timestamp']}.{sent.headers['X-Citymgmt-Id']}.".encode() + sent.body
    assert sent.headers["X-Citymgmt-Signature"] == "sha256=" + hmac.new(new.encode(), text, hashlib.sha256).hexdigest()
    assert json.loads(sent.body)["results"] == []


def test_deleted_it_leaves_no_work(city: City, server: Receiver) -> None:
    hook = ottos(city, server.url)
    make.reported("06010", by=city.otto)
    place_all_events()
    wake_webhooks()
    delete_webhook(webhook_id=hook.pk, by=city.abel)
    assert not Message.objects.filter(topic=WEBHOOK).exists()


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_once_and_the_address_never(abel: Client, city: City) -> None:
    url = "https://hooks.example.org/key-in-the-address"
    shown = abel.post("/city/webhooks/add/", {"client": "otto", "url": url, "enabled": "on"})
    hook = Webhook.objects.get()
    assert hook.secret in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    pages = abel.get("/city/webhooks/").text + abel.get(f"/city/webhooks/{hook.pk}/").text
    pages += abel.get("/city/changes/").text
    assert "hooks.example.org" in pages
    assert hook.secret not in pages
    assert "key-in-the-address" not in pages
    renewed = abel.post(f"/city/webhooks/{hook.pk}/do/", {"verb": "rotate"})
    assert hook.secret not in renewed.text
    assert Webhook.objects.get().secret in renewed.text


def test_a_refused_address_is_said_beside_its_field(abel: Client) -> None:
    answer = abel.post("/city/webhooks/add/", {"client": "otto", "url": "ftp://x", "enabled": "on"})
    assert (answer.status_code, Webhook.objects.exists()) == (422, False)
    answer = abel.post("/city/webhooks/add/", {"client": "ines", "url": "https://example.org/", "enabled": "on"})
    assert answer.status_code == 422


def test_the_page_says_why_nothing_is_sent(abel: Client, city: City) -> None:
    ottos(city, "https://example.org/in")
    User.objects.filter(pk=city.otto.pk).update(role=Role.LEADER)
    assert "其用户已不再是接口客户端" in abel.get("/city/webhooks/").text
    User.objects.filter(pk=city.otto.pk).update(is_active=False, role=Role.INTEGRATION)
    assert "客户端已停用" in abel.get("/city/webhooks/").text


def test_where_no_client_is_without_one_the_page_leads_to_where_one_is_added(abel: Client, city: City) -> None:
    assert 'name="client"' in abel.get("/city/webhooks/add/").text
    ottos(city, "https://example.org/in")
    page = abel.get("/city/webhooks/add/").text
    assert 'name="client"' not in page
    assert 'href="/city/people/add/"' in page


def test_what_fails_is_shown_with_its_reason_and_can_go_on(abel: Client, city: City, server: Receiver) -> None:
    hook = ottos(city, server.url)
    for __ in range(len(THREE_DAYS) + 1):
        server.will_answer(503)
    case = make.reported("06010", by=city.otto)
    for __ in range(len(THREE_DAYS) + 1):
        send()
    assert "503" in abel.get("/city/webhooks/").text
    assert "503" in abel.get("/today/failed/").text
    assert abel.post(f"/city/webhooks/{hook.pk}/do/", {"verb": "retry"}).status_code == 302
    send()
    assert numbers(server)[-1] == (case.number, 1)
    assert "503" not in abel.get("/city/webhooks/").text
    assert abel.post(f"/city/webhooks/{hook.pk}/do/", {"verb": "sing"}).status_code == 400
    assert abel.post(f"/city/webhooks/{hook.pk}/do/", {"verb": "delete"}).status_code == 302
    assert not Webhook.objects.exists()
    assert Case.objects.filter(pk=case.pk).exists()


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
