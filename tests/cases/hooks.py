"""For tests of webhooks: a receiver, Otto's hook to it, what it heard. They import `server` and `_inside`."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from cases.actions import WebhookData, add_webhook
from cases.actions.webhooks import send_webhooks
from cases.models import Webhook
from cases.topics import WEBHOOK
from common.models import Message
from tests.cast import City
from tests.receiver import Receiver, receiver


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
