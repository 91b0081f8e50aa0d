"""Comments inside a case: for who sees it, once each, with mentions, never changed, at most withdrawn."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cases.actions import add_comment, withdraw_comment
from cases.models import Case, Comment
from cases.topics import MENTION
from common import outbox
from common.models import Message
from notices.actions import tell
from notices.models import Notice
from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def say(client: Any, case: Case, text: str, **rest: Any) -> Any:
    said = {"id": str(uuid.uuid4()), "text": text} | rest
    return client.post(f"/api/v1/cases/{case.number}/comments/", said, format="json")


def test_what_is_said_is_read_by_who_sees_the_case(city: City, case: Case, api: Api) -> None:
    assert say(api(city.hana), case, "铲车明早到").status_code == 201
    results = api(city.sven).get(f"/api/v1/cases/{case.pk}/comments/").json()["results"]
    assert [(each["by"]["username"], each["text"]) for each in results] == [("hana", "铲车明早到")]


def test_who_does_not_see_the_case_neither_reads_nor_speaks(city: City, case: Case, api: Api) -> None:
    assert api(city.omar).get(f"/api/v1/cases/{case.pk}/comments/").status_code == 404
    assert say(api(city.omar), case, "?").status_code == 404


def test_an_auditor_writes_nothing(city: City, case: Case, api: Api) -> None:
    assert say(api(city.arno), case, "?").status_code == 403


def test_sent_twice_it_is_said_once(city: City, case: Case, api: Api) -> None:
    hana, id_ = api(city.hana), str(uuid.uuid4())
    first, again = (say(hana, case, "马上到", id=id_) for __ in range(2))
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert first.json() == again.json()
    assert Comment.objects.count() == 1
    assert say(hana, case, "不去了", id=id_).status_code == 409
    assert say(api(city.sven), case, "马上到", id=id_).status_code == 409


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001, "a\u202eb", "a\0b"])
def test_a_text_that_says_nothing_or_cannot_be_kept_is_refused(city: City, case: Case, api: Api, text: str) -> None:
    answer = say(api(city.hana), case, text)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["text"])


def test_its_author_withdraws_it_and_the_record_stays(city: City, case: Case, api: Api) -> None:
    hana = api(city.hana)
    address = f"/api/v1/cases/{case.pk}/comments/{say(hana, case, '说错了').json()['id']}/"
    assert api(city.sven).delete(address).status_code == 403
    for __ in range(2):
        assert hana.delete(address).json()["text"] == ""
    assert "说错了" not in api(city.sven).get(f"/api/v1/cases/{case.pk}/comments/").content.decode()
    assert Comment.objects.get().text == "说错了"


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(text="x"), lambda rows: rows.update(withdrawn_at=None), lambda rows: rows.delete()],
)
def test_nothing_else_changes_it(city: City, case: Case, change: Any) -> None:
    add_comment(case=case, id=uuid.uuid4(), text="原话", by=city.hana)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(Comment.objects.all())


def mentioned(case: Case, by: Any, text: str) -> set[str]:
    comment, __ = add_comment(case=case, id=uuid.uuid4(), text=text, by=by)
    return {user.username for user in comment.mentions.all()}


def inbox(city: City) -> str:
    client = Client()
    client.force_login(city.hana)
    return client.get("/inbox/?kind=word").text


def test_who_is_mentioned_is_told_once(city: City, case: Case) -> None:
    assert mentioned(case, city.sven, "@hana 请今天处理") == {"hana"}
    message = Message.objects.get(topic=MENTION)
    assert tell(topic=MENTION, references=[message.reference]) == 1
    outbox.drain(MENTION)
    assert Notice.objects.get(user=city.hana, what="mentioned").key == str(case.pk)
    words = inbox(city)
    assert "@hana 请今天处理" in words
    assert str(city.sven) in words


def test_of_a_withdrawn_comment_nobody_hears(city: City, case: Case) -> None:
    comment, __ = add_comment(case=case, id=uuid.uuid4(), text="@hana 说错了", by=city.sven)
    withdraw_comment(case=case, id=comment.pk, by=city.sven)
    outbox.drain(MENTION)
    assert not Notice.objects.filter(what="mentioned").exists()


def test_withdrawn_later_its_words_leave_the_inbox(city: City, case: Case) -> None:
    comment, __ = add_comment(case=case, id=uuid.uuid4(), text="@hana 说错了", by=city.sven)
    outbox.drain(MENTION)
    assert "说错了" in inbox(city)
    withdraw_comment(case=case, id=comment.pk, by=city.sven)
    assert "说错了" not in inbox(city)


def test_a_chinese_name_ends_where_it_is_known_to_end(city: City, case: Case) -> None:
    city.hana.name, city.hugo.name = "张三", "张三丰"
    city.hana.save()
    city.hugo.save()
    assert mentioned(case, city.sven, "@张三请看") == {"hana"}
    assert mentioned(case, city.sven, "@张三丰请看") == {"hugo"}


def test_who_may_not_see_the_case_is_not_mentioned(city: City, case: Case) -> None:
    assert mentioned(case, city.sven, "@omar @abel @nobody 看看") == set()


def test_oneself_is_not_mentioned(city: City, case: Case) -> None:
    assert mentioned(case, city.sven, "@sven") == set()
