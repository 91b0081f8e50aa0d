"""The inbox: one's own notices by case, unread first; reading is a POST; the page asks for news by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.actions import MoveRequest, perform
from cases.models import Case
from common import outbox
from notices.models import Notice
from notices.queries import unread
from tests import factories as make
from tests.cast import City
from tests.notices.telling import notices_of

pytestmark = pytest.mark.django_db
ASKED_BY_THE_PAGE = {"HX-Request": "true"}


def told_case(city: City) -> Case:
    case = make.dispatched("06010", by=city.ines)
    outbox.drain("case.notice")
    return case


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, **extra: Any) -> Any:
    return signed_in(user).get(reverse("notices:inbox"), **extra)


def test_it_shows_what_happened_with_the_case(city: City) -> None:
    case = told_case(city)
    words = page(city.hana).content.decode()
    assert case.number in words
    assert words.count("inbox-new") == 1


def test_nobody_sees_anothers_notices(city: City) -> None:
    told_case(city)
    assert page(city.omar).context["groups"] == []


def test_strangers_are_sent_to_sign_in(city: City, client: Client) -> None:
    assert client.get(reverse("notices:inbox")).status_code == 302


def test_notices_of_one_case_stand_together_and_the_unread_first(city: City) -> None:
    first, second = told_case(city), told_case(city)
    perform(
        case_id=second.pk,
        request=MoveRequest(move="send_back", version=second.version, reason="不归我们"),
        by=city.hugo,
    )
    notices_of(second).update(read_at=timezone.now())
    groups = page(city.hana).context["groups"]
    assert [group.subject.case.pk for group in groups] == [first.pk, second.pk]


def test_each_case_comes_with_the_move_that_is_mine(city: City) -> None:
    told_case(city)
    assert page(city.hana).context["groups"][0].subject.move.name == "take"


def test_a_case_that_went_elsewhere_keeps_its_line_and_loses_its_link(city: City) -> None:
    case = told_case(city)
    Case.objects.filter(pk=case.pk).update(department=city.roads)
    (group,) = page(city.hana).context["groups"]
    assert (group.subject.visible, group.subject.move) == (False, None)


def test_reading_one_case_leaves_the_others_unread(city: City) -> None:
    first, __ = told_case(city), told_case(city)
    ids = notices_of(first).filter(user=city.hana).values_list("pk", flat=True)
    signed_in(city.hana).post(reverse("notices:inbox-read"), {"notice": list(ids)})
    assert (unread(city.hana), unread(city.hugo)) == (1, 2)


def test_reading_all_spares_what_came_after_the_page_was_shown(city: City) -> None:
    told_case(city)
    shown = timezone.now()
    told_case(city)
    signed_in(city.hana).post(reverse("notices:inbox-read"), {"up_to": shown.isoformat()})
    assert unread(city.hana) == 1


def test_nobody_can_read_for_another(city: City) -> None:
    told_case(city)
    ids = Notice.objects.filter(user=city.hana).values_list("pk", flat=True)
    signed_in(city.hugo).post(reverse("notices:inbox-read"), {"notice": list(ids)})
    assert unread(city.hana) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"notice": "x"},
        {"notice": "9" * 30},
        {"up_to": "soon"},
        {"up_to": "2026-02-30T10:00Z"},
        {},
        {"subject": "rumour:1"},
        {"subject": "case:\0"},
    ],
)
def test_nonsense_is_refused_and_reads_nothing(city: City, bad: dict[str, str]) -> None:
    told_case(city)
    assert signed_in(city.hana).post(reverse("notices:inbox-read"), bad).status_code == 400
    assert unread(city.hana) == 1


def test_reading_needs_a_post(city: City) -> None:
    assert signed_in(city.hana).get(reverse("notices:inbox-read")).status_code == 405


def test_the_page_asks_for_news_and_gets_nothing_while_there_is_none(city: City) -> None:
    told_case(city)
    seen = page(city.hana).context["seen"]
    address = f"{reverse('notices:inbox')}?seen={seen}"
    client = signed_in(city.hana)
    assert client.get(address, headers=ASKED_BY_THE_PAGE).status_code == 204
    told_case(city)
    assert client.get(address, headers=ASKED_BY_THE_PAGE).status_code == 200


@pytest.mark.usefixtures("_warm_frame")
def test_its_cost_does_not_grow_with_the_notices(city: City, django_assert_max_num_queries: Any) -> None:
    for _ in range(8):
        told_case(city)
    client = signed_in(city.hana)
    client.get(reverse("notices:inbox"))
    with django_assert_max_num_queries(10):
        client.get(reverse("notices:inbox"))


@pytest.mark.usefixtures("_warm_frame")
def test_asking_for_news_costs_two_statements_beside_those_of_the_session(
    city: City, django_assert_num_queries: Any
) -> None:
    for _ in range(8):
        told_case(city)
    client = signed_in(city.hana)
    address = f"{reverse('notices:inbox')}?seen={client.get(reverse('notices:inbox')).context['seen']}"
    with django_assert_num_queries(2 + 2):
        assert client.get(address, headers=ASKED_BY_THE_PAGE).status_code == 204


def test_an_empty_inbox_says_what_would_fill_it(city: City) -> None:
    assert "blank-title" in page(city.lea).content.decode()


def test_old_read_notices_do_not_push_out_new_ones(city: City) -> None:
    case = told_case(city)
    Notice.objects.filter(user=city.hana).update(created_at=timezone.now() - timedelta(days=400))
    assert page(city.hana).context["groups"][0].subject.case == case


def test_it_is_narrowed_by_kind_and_says_how_many_of_each_are_unread(city: City) -> None:
    told_case(city)
    Notice.objects.filter(user=city.hana).update(what="warn")
    told_case(city)
    shown = signed_in(city.hana).get(reverse("notices:inbox"), {"kind": "clock"})
    (group,) = shown.context["groups"]
    assert [entry.notice.what for entry, __ in group.entries] == ["warn"]
    assert [tab.get("count") for tab in shown.context["tabs"]] == [None, 1, 1, None, None, None]


def test_all_of_one_kind_are_read_and_no_others(city: City) -> None:
    told_case(city)
    Notice.objects.filter(user=city.hana).update(what="warn")
    told_case(city)
    seen = {"up_to": timezone.now().isoformat(), "kind": "clock"}
    signed_in(city.hana).post(reverse("notices:inbox-read"), seen, headers=ASKED_BY_THE_PAGE)
    assert set(Notice.objects.filter(user=city.hana, read_at=None).values_list("what", flat=True)) == {"auto_dispatch"}


def test_an_unknown_kind_narrows_nothing(city: City) -> None:
    told_case(city)
    assert len(signed_in(city.hana).get(reverse("notices:inbox"), {"kind": "x' OR"}).context["groups"]) == 1


def test_who_opens_a_case_has_read_what_was_told_of_it(city: City) -> None:
    case, other = told_case(city), told_case(city)
    client = signed_in(city.hana)
    assert f'{{"subject": "case:{case.pk}"}}' in client.get(case.get_absolute_url()).content.decode()
    answer = client.post(reverse("notices:inbox-read"), {"subject": f"case:{case.pk}"}, headers=ASKED_BY_THE_PAGE)
    assert 'id="inbox-count"' in answer.content.decode()
    assert list(Notice.objects.filter(user=city.hana, read_at=None).values_list("key", flat=True)) == [str(other.pk)]
    assert "hx-vals" not in client.get(case.get_absolute_url()).content.decode()
