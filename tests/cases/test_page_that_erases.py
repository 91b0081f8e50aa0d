"""The page on which an administrator erases a person's words, and what it leaves on other pages."""

import pytest
from django.core.management import call_command

from cases.actions import MoveRequest, erase_words, perform
from cases.models import Case
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db
WORDS, WHY = "张三丰家门口", "当事人书面申请"


@pytest.fixture
def case(city: City) -> Case:
    case = make.dispatched("06010", by=city.ines, description=WORDS)
    request = MoveRequest("send_back", case.version, reason=WORDS, note=WORDS)
    return perform(case_id=case.pk, request=request, by=city.hugo)[0]


def test_the_number_in_the_request_leads_to_the_events_and_never_to_their_words(
    city: City, signed_in: SignedIn, case: Case
) -> None:
    client = signed_in(city.abel)
    found = client.get("/erased-words/", {"number": f" {case.number} "})
    assert found["Location"] == f"/erased-words/{case.number}/"
    page = client.get(found["Location"]).text
    assert "Send back" in page
    assert "Hugo" in page
    assert WORDS not in page
    assert client.get("/erased-words/", {"number": "20200101-000000"}).status_code == 422


def test_what_is_erased_is_gone_from_the_case_page_which_says_so(city: City, signed_in: SignedIn, case: Case) -> None:
    address = f"/cases/{case.number}/"
    assert WORDS in signed_in(city.sven).get(address).text
    answer = signed_in(city.abel).post(
        f"/erased-words/{case.number}/", {"events": [1, case.seq], "reason": WHY}, follow=True
    )
    assert "the words of 2 events were erased" in answer.text
    shown = signed_in(city.sven).get(address).text
    assert WORDS not in shown
    assert shown.count("These words were erased.") == 2
    assert WHY in shown
    assert "Abel" in shown
    make.files()
    call_command("fsck", verbosity=0)  # the chain is whole, and the trace is there


def test_only_the_events_that_were_ticked_lose_their_words(city: City, signed_in: SignedIn, case: Case) -> None:
    signed_in(city.abel).post(f"/erased-words/{case.number}/", {"events": [case.seq], "reason": WHY})
    assert Case.objects.get(pk=case.pk).description == WORDS
    page = signed_in(city.abel).get(f"/erased-words/{case.number}/").text
    assert 'value="1"' in page
    assert f'value="{case.seq}"' not in page


@pytest.mark.parametrize("said", [{}, {"reason": WHY}, {"events": [1]}, {"events": [1], "reason": " "},
                                  {"events": [99], "reason": WHY}])  # fmt: skip
def test_without_event_or_reason_nothing_is_erased(
    city: City, signed_in: SignedIn, case: Case, said: dict[str, object]
) -> None:
    answer = signed_in(city.abel).post(f"/erased-words/{case.number}/", said)
    assert answer.status_code == 422
    assert Case.objects.get(pk=case.pk).description == WORDS


def test_sent_twice_it_is_erased_once(city: City, signed_in: SignedIn, case: Case) -> None:
    said = {"events": [1], "reason": WHY}
    assert signed_in(city.abel).post(f"/erased-words/{case.number}/", said).status_code == 302
    assert signed_in(city.abel).post(f"/erased-words/{case.number}/", said).status_code == 422
    assert case.events.filter(move="erase").count() == 1


def test_the_auditor_reads_who_erased_what_and_why_and_erases_nothing(
    city: City, signed_in: SignedIn, case: Case
) -> None:
    erase_words(case_id=case.pk, events=[1], reason=WHY, by=city.abel)
    page = signed_in(city.arno).get("/erased-words/").text
    for words in (case.number, WHY, "Abel", "#1"):
        assert words in page
    assert 'name="number"' not in page
    assert "/erased-words/" in signed_in(city.arno).get("/city/changes/").text  # beside the change log
    assert signed_in(city.arno).post(f"/erased-words/{case.number}/", {"events": [2]}).status_code == 403


def test_nobody_else_reads_it(city: City, signed_in: SignedIn, case: Case) -> None:
    for user in (city.sven, city.hugo, city.sue, city.lea, city.ines, city.otto):
        assert signed_in(user).get("/erased-words/").status_code == 403
        assert signed_in(user).get(f"/erased-words/{case.number}/").status_code == 403
