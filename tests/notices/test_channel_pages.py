"""The page of the channels: kept by administrators, showing what failed, never a secret."""

import pytest
from django.test import Client
from django.utils import timezone

from common.models import Message
from notices.actions import ChannelData, save_channel
from notices.models import NoticeChannel
from tests.cast import City

pytestmark = pytest.mark.django_db
SECRET, KEY = "a secret of more than sixteen characters", "key-in-the-address"
WISH = ChannelData("短信", "sms", f"https://sms.example.org/{KEY}", SECRET)


def form(**said: str) -> dict[str, str]:
    return {"name": WISH.name, "kind": WISH.kind, "url": WISH.url, "secret": WISH.secret, "enabled": "on", **said}


def test_a_channel_is_added_and_neither_address_nor_secret_is_shown_again(abel: Client) -> None:
    assert abel.post("/notices/channels/add/", form()).status_code == 302
    made = NoticeChannel.objects.get()
    assert (made.url, made.secret) == (WISH.url, SECRET)
    shown = abel.get("/notices/channels/").text + abel.get(f"/notices/channels/{made.pk}/").text
    assert "sms.example.org" in shown
    assert SECRET not in shown
    assert KEY not in shown


def test_a_refused_form_keeps_what_was_typed_but_the_secret(abel: Client) -> None:
    answer = abel.post("/notices/channels/add/", form(url="ftp://x"))
    assert answer.status_code == 422
    assert "短信" in answer.text
    assert SECRET not in answer.text
    assert not NoticeChannel.objects.exists()


def test_what_failed_for_good_is_shown_and_can_be_tried_again(abel: Client) -> None:
    at = timezone.now()
    Message.objects.create(
        topic="notice.post", reference="7", created_at=at, due_at=at, dead_at=at, attempts=5, last_error="<b>500</b>"
    )
    assert "&lt;b&gt;500&lt;/b&gt;" in abel.get("/notices/channels/").text
    assert abel.post("/notices/channels/dead/", {"verb": "retry"}).status_code == 302
    assert Message.objects.get().dead_at is None
    assert abel.post("/notices/channels/dead/", {"verb": "sing"}).status_code == 400


@pytest.mark.parametrize("name", ["sven", "dora", "hugo", "arno"])
def test_others_see_and_do_nothing_here(client: Client, city: City, name: str) -> None:
    made = save_channel(data=WISH, by=city.abel)
    client.force_login(getattr(city, name))
    assert client.get("/notices/channels/").status_code == 403
    assert client.get(f"/notices/channels/{made.pk}/").status_code == 403
    for path in ("add/", f"{made.pk}/", f"{made.pk}/try/"):
        assert client.post(f"/notices/channels/{path}", form(name="x")).status_code == 403
    assert client.post("/notices/channels/dead/", {"verb": "drop"}).status_code == 403
    assert NoticeChannel.objects.get().name == WISH.name


def test_a_channel_that_is_not_there_is_missing(abel: Client) -> None:
    assert abel.get("/notices/channels/99/").status_code == 404
    assert abel.post("/notices/channels/99/try/").status_code == 404
