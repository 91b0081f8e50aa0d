"""Who has read what: the desk sees it on the case, and nobody else does."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from cases.actions import add_comment, withdraw_comment
from cases.models import Case, Comment
from cases.topics import MENTION
from common import outbox
from notices.actions import mark_read, tell
from notices.models import Notice
from notices.receipts import receipts
from notices.registers import NOTICE_RULES, NoticeRuleData
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
    (receipt,) = receipts("case", str(case.pk))
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
    assert "人已读" not in page(client, getattr(city, name), case)


def test_it_is_one_query_however_many_heard(case: Case, city: City, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        receipts("case", str(case.pk))


def said(case: Case, city: City, text: str) -> Comment:
    comment, __ = add_comment(case=case, id=uuid4(), text=text, by=city.dora)
    outbox.drain("case.mentioned")
    return comment


def test_who_is_mentioned_hears_once_and_only_who_may_see_the_case(case: Case, city: City) -> None:
    comment = said(case, city, "@hana @omar @dora 请看")
    assert tell(topic=MENTION, references=[comment.pk]) == 0
    notice = Notice.objects.get(what="mentioned")
    assert (notice.user, notice.key) == (city.hana, str(case.pk))


def test_a_mention_is_in_the_inbox_with_its_words(case: Case, city: City, client: Client) -> None:
    said(case, city, "@hana <b>请看</b>")
    client.force_login(city.hana)
    words = client.get("/inbox/?kind=word").text
    assert "&lt;b&gt;请看&lt;/b&gt;" in words
    assert words.count("inbox-new") == 1
    assert words.count(f"</span>{city.dora}</span>") == 1


def test_a_comment_that_is_taken_back_leaves_the_inbox_without_its_words(
    case: Case, city: City, client: Client
) -> None:
    comment = said(case, city, "@hana 弄错了")
    client.force_login(city.hana)
    assert "弄错了" in client.get("/inbox/?kind=word").text
    withdraw_comment(case=case, id=comment.pk, by=city.dora)
    assert "弄错了" not in client.get("/inbox/?kind=word").text
    assert client.get("/inbox/?kind=word").text.count("inbox-new") == 1


def test_a_city_that_wants_no_mentions_has_none(case: Case, city: City) -> None:
    NOTICE_RULES.save(key="mentioned/mentioned", data=NoticeRuleData(told=False), by=city.abel)
    said(case, city, "@hana 请看")
    assert not Notice.objects.filter(what="mentioned").exists()
