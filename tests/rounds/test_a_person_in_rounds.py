"""A person's right holds for rounds: the words of draws, stops, answers and objections go for good and stay proven."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from cases.actions import forget_person, hand_out_person, repeat_removals
from common.integrity import examine
from registry.models import PrivacyAct, PrivacyRecord
from registry.personal import Person, traces_elsewhere
from rounds.integrity import CHECKS
from rounds.models import Answer, Objection, Round, Stop
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.rounds import making
from tests.rounds.walking import decide, drawn, found, go, handed_in, objected, said, stops_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME, PHONE, WHY = "司马探针", "13798765432", "申请 2026-17"
PERSON = Person(NAME, PHONE)
KINDS = ["answer", "objection", "round", "stop"]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def everywhere(city: City) -> Objection:
    """Why it was drawn again, why nobody could look, what was noted, what the unit says and is answered."""
    of = drawn(city)
    making.do(of, "redraw", city.lea, reason=f"{NAME}说走漏了消息")
    again = Round.objects.get(replaces=of)
    first, second = stops_of(again)
    finding = found(first, "fence", city.sue, note=f"{NAME}的围挡，电话{PHONE}")
    looked_at_rest(first, city)
    go(second, "give_up", city.sue, reason=f"{NAME}不开门")
    handed_in(again, city.sue)
    finding.refresh_from_db()
    objection = objected(finding, city.hana, text=f"围挡是{NAME}自家的")
    return decide(objection, "dismiss", city.lea, reason=f"问过{PHONE}")


def looked_at_rest(stop: Stop, city: City) -> None:
    for line in ("cover", "dust"):
        said(stop, line, "yes", city.sue)
    go(stop, "look", city.sue)


def things() -> list[tuple[str, str]]:
    return sorted({(trace.kind, trace.key) for trace in traces_elsewhere(PERSON)})


def sound() -> None:
    wrong = {check.name: examine(check).examples for check in CHECKS if check.name not in ("rounds_left",)}
    assert not any(wrong.values()), wrong


def test_they_are_found_on_the_page_and_handed_out(city: City, everywhere: Objection, signed_in: SignedIn) -> None:
    assert sorted({kind for kind, __ in things()}) == KINDS
    page = signed_in(city.abel).post("/personal-data/", {"name": NAME, "phone": PHONE})
    assert len(page.context["others"]) == len(things())
    __, others = hand_out_person(person=PERSON, reason=WHY, by=city.abel)
    assert {trace.kind for trace in others} == set(KINDS)
    assert PrivacyRecord.objects.filter(act=PrivacyAct.HANDED_OUT).count() == len(things())


def test_forgotten_no_page_has_them_and_the_histories_are_proven(
    city: City, everywhere: Objection, signed_in: SignedIn
) -> None:
    forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
    assert things() == []
    objection = Objection.objects.get()
    assert (objection.grounds, objection.words, objection.content_hash) == ("围挡是…自家的", "问过…", "")
    assert Answer.objects.get(verdict="no").note == "…的围挡，电话…"
    sound()
    sue = signed_in(city.sue)
    for address in (
        objection.finding.get_absolute_url(), f"/rounds/objections/{objection.pk}/",
        *(of.get_absolute_url() for of in Round.objects.all()),
    ):  # fmt: skip
        page = sue.get(address)
        assert page.status_code == 200
        assert NAME not in page.text
        assert PHONE not in page.text
    page = sue.get(f"/rounds/objections/{objection.pk}/")
    assert "These words were erased." in page.text
    assert "Words were erased" in page.text


def test_nobodys_form_gets_stale_and_a_restored_city_has_them_removed_again(city: City, everywhere: Objection) -> None:
    versions = [*Round.objects.order_by("number").values_list("version", flat=True)]
    with transaction.atomic():
        forget_person(person=PERSON, cases=[], others=things(), reason=WHY, by=city.abel)
        assert [*Round.objects.order_by("number").values_list("version", flat=True)] == versions
        transaction.set_rollback(True)
    done = repeat_removals(by=city.abel)
    assert (len(done.cases), done.by_hand) == (5, [])
    assert things() == []
    sound()
