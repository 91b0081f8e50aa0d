"""Administrators keep the webhooks: to which addresses they may lead, what their page shows and what it never does."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from cases.actions import (
    WebhookData,
    add_webhook,
    delete_webhook,
    place_all_events,
    rotate_secret,
    try_webhook,
)
from cases.actions.webhooks import wake_webhooks
from cases.models import Case, Webhook
from cases.topics import WEBHOOK
from common.models import Message
from common.outbox import THREE_DAYS
from common.refusals import Conflict, Forbidden, Refused
from tests import factories as make
from tests.cases.hooks import _inside, numbers, ottos, send, server
from tests.cast import City
from tests.receiver import Receiver

__all__ = ["_inside", "server"]

pytestmark = pytest.mark.django_db


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
