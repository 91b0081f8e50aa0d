"""Who hears of an event and in which words, set in the browser."""

from typing import Any

import pytest
from django.test import Client

from notices.events import EVENTS
from notices.models import NoticeRule, NoticeText
from notices.rules import rule_table
from registry.models import Change
from tests.cast import City

pytestmark = pytest.mark.django_db
PATH = "/city/notices/warn/"


def standing(client: Client, path: str = PATH) -> dict[str, Any]:
    """The form as it comes: switches that are off are not sent."""
    form = client.get(path).context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else value for name, value in said.items() if value not in (False, None)}


def told(event: str) -> set[str]:
    return {row.audience.name for row in rule_table() if row.event == event and row.told}


def test_every_event_has_its_page(abel: Client, city: City) -> None:
    assert all(abel.get(f"/city/notices/{event}/").status_code == 200 for event in [*EVENTS][::9])
    assert abel.get("/city/notices/").status_code == 200
    assert abel.get("/city/notices/party/").status_code == 404


def test_what_comes_back_as_it_was_changes_nothing(abel: Client, city: City) -> None:
    assert abel.post(PATH, standing(abel)).status_code == 302
    assert not Change.objects.exists()


def test_another_audience_hears_of_it_and_that_is_taken_back(abel: Client, city: City) -> None:
    before = told("warn")
    abel.post(PATH, standing(abel) | {"told_leader": "on", "media_leader": ["mail"]})
    assert told("warn") == before | {"leader"}
    abel.post(f"/city/changes/{Change.objects.get().pk}/revert/")
    assert told("warn") == before
    assert NoticeRule.objects.get().ended_at is not None


def test_the_words_of_a_notice_and_the_default_again(abel: Client, city: City) -> None:
    said = standing(abel)
    abel.post(PATH, said | {"title_zh_hans": "快到期：{number}", "body_zh_hans": "请尽快处置"})
    assert NoticeText.objects.get(ended_at=None).title == "快到期：{number}"
    abel.post(PATH, said | {"seen": standing(abel)["seen"], "title_zh_hans": "", "body_zh_hans": ""})
    assert not NoticeText.objects.filter(ended_at=None).exists()
    assert Change.objects.count() == 2


def test_an_unknown_placeholder_is_refused_and_nothing_is_lost(abel: Client, city: City) -> None:
    answer = abel.post(PATH, standing(abel) | {"title_zh_hans": "{moon}", "body_zh_hans": "我的话"})
    assert answer.status_code == 422
    assert "我的话" in answer.text
    assert not Change.objects.exists()


def test_two_at_once(abel: Client, city: City) -> None:
    said = standing(abel) | {"told_leader": "on"}
    abel.post(PATH, said)
    assert abel.post(PATH, said | {"told_leader": ""}).status_code == 422


@pytest.mark.parametrize(("name", "reads", "writes"), [("arno", 200, 403), ("sven", 403, 403), ("hana", 403, 403)])
def test_who_reads_and_who_writes(client: Client, city: City, name: str, reads: int, writes: int) -> None:
    client.force_login(getattr(city, name))
    assert client.get(PATH).status_code == reads
    assert client.post(PATH, {}).status_code == writes
