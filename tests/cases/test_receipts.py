"""Who has read what: the desk sees it on the case, and nobody else does."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.actions import mark_read, mention
from cases.models import Case, Notice
from cases.notices.receipts import receipts
from common import outbox
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    made = make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    return made


def page(client: Client, user: User, case: Case) -> str:
    client.force_login(user)
    return client.get(case.get_absolute_url()).text


def test_the_desk_sees_who_has_read_it_and_when(case: Case, city: City) -> None:
    mark_read(by=city.hugo)
    (receipt,) = receipts(case, city.dora)
    assert (receipt.read, len(receipt.notices)) == (1, 2)
    assert [(notice.user, notice.read_at is None) for notice in receipt.notices] == [
        (city.hugo, False),
        (city.hana, True),
    ]


def test_it_is_on_the_page_of_the_case(case: Case, city: City, client: Client) -> None:
    mark_read(by=city.hugo)
    assert "2 人中 1 人已读" in page(client, city.sven, case)


@pytest.mark.parametrize("name", ["hana", "ines"])
def test_others_do_not(case: Case, city: City, client: Client, name: str) -> None:
    assert receipts(case, getattr(city, name)) == []
    assert "人已读" not in page(client, getattr(city, name), case)


def test_it_is_one_query_however_many_heard(case: Case, city: City, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        receipts(case, city.dora)
    with django_assert_num_queries(0):
        receipts(case, city.hana)


def test_who_is_mentioned_hears_once_and_only_who_may_see_the_case(case: Case, city: City) -> None:
    asked: dict[str, Any] = {"case": case, "users": [city.hana.pk, city.omar.pk, city.dora.pk], "origin": "comment:1"}
    assert mention(**asked, note="@Hana 请看", by=city.dora) == 1
    assert mention(**asked, note="@Hana 请看", by=city.dora) == 0
    notice = Notice.objects.get(what="mentioned")
    assert (notice.user, notice.by, notice.note) == (city.hana, city.dora, "@Hana 请看")


def test_a_mention_is_in_the_inbox_with_its_words(case: Case, city: City, client: Client) -> None:
    mention(case=case, users=[city.hana.pk], origin="comment:1", note="<b>请看</b>", by=city.dora)
    client.force_login(city.hana)
    words = client.get("/inbox/?kind=word").text
    assert "&lt;b&gt;请看&lt;/b&gt;" in words
    assert words.count("inbox-new") == 1
