"""A private case is seen by who handles it, the shift leader and auditors; nobody else finds, counts or hears of it."""

import csv
import io
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, Piece, ask_export, perform
from cases.exports import make_exports
from cases.models import PRIVATE, Case, Dispute, Ruling, Unmasking
from cases.permissions import people_who_see
from cases.presenters.exceptional import precedents
from cases.queries.duplicates import likely_duplicates
from catalogue.models import Category
from catalogue.registers.catalogue_file import CATALOGUE
from catalogue.registers.classes import SUBCLASSES, class_key
from common import outbox
from common.refusals import Forbidden, Missing, Refused
from evidence.models import Photo
from inspections.models import Visit
from notices.models import Notice
from registry.actions import apply_or_schedule
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db
WORDS = "举报人身份敏感"


def report(city: City, *, by: User | None = None, **rest: Any) -> Case:
    return make.dispatched("06010", by=by or city.ines, description=WORDS, **rest)


@pytest.fixture
def case(city: City) -> Case:
    """Reported by the inspector of another grid, and private by its class."""
    Category.objects.filter(pk=city.rubbish.pk).update(private=True)
    return report(city, by=city.ivan)


def seen_by(case: Case) -> set[str]:
    """Asked from the person and from the case, it is the same people."""
    case.refresh_from_db()
    visible = {user for user in User.objects.all() if Case.objects.visible_to(user).filter(pk=case.pk).exists()}
    assert set(people_who_see(case)) == visible
    return {user.username for user in visible}


def do(case: Case, move: str, by: User, **said: Any) -> Case:
    case.refresh_from_db()
    return perform(case_id=case.pk, request=MoveRequest(move, case.version, uuid.uuid4(), **said), by=by)[0]


def test_who_handles_it_reported_it_leads_the_shift_or_audits(city: City, case: Case) -> None:
    assert case.private
    assert seen_by(case) == {"ivan", "hana", "hugo", "sven", "arno"}


def test_units_above_and_inspectors_of_its_grid_do_not_see_it(city: City, case: Case) -> None:
    bureau = make.department("bureau", members=(make.user("bao", Role.DEPARTMENT_HEAD),))
    bureau.children.add(city.sanitation)
    assert not {"bao", "ines"} & seen_by(case)


def test_who_is_sent_to_look_sees_it(city: City, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(visitor=city.ines)
    assert "ines" in seen_by(case)


def test_squad_and_assisting_units_handle_it(city: City, case: Case) -> None:
    make.department("squad-1", parent=city.sanitation, members=(make.user("sasha", Role.HANDLER),))
    do(case, "sub_dispatch", city.hugo, department="squad-1")
    do(case, "assist", city.sven, department="roads", note="请围护")
    assert {"sasha", "omar", "hana"} <= seen_by(case)


def test_the_acceptor_who_took_the_call_keeps_it(city: City) -> None:
    Category.objects.filter(pk=city.rubbish.pk).update(private=True)
    case = make.reported("06010", by=city.ada, source="hotline")
    assert seen_by(case) == {"ada", "sven", "arno"}


def test_by_hand_with_a_reason_and_back_by_the_shift_leader(city: City) -> None:
    case = report(city)
    assert {"ada", "lea", "dora"} <= seen_by(case)
    with pytest.raises(Refused):
        do(case, "keep_private", city.ada)
    do(case, "keep_private", city.ada, reason="当事人要求保密")
    assert not {"ada", "lea", "dora", "sue"} & seen_by(case)
    with pytest.raises(Missing):
        do(case, "make_public", city.ada, reason="可以公开")
    with pytest.raises(Forbidden):
        do(case, "make_public", city.hugo, reason="可以公开")
    do(case, "make_public", city.sven, reason="可以公开")
    assert {"ada", "lea", "dora"} <= seen_by(case)
    moves = case.events.filter(move__in=("keep_private", "make_public")).order_by("seq")
    assert [(event.by, event.data["reason"]) for event in moves] == [
        (city.ada, "当事人要求保密"), (city.sven, "可以公开"),
    ]  # fmt: skip


def test_another_class_makes_it_private_and_never_takes_it_back(city: City) -> None:
    Category.objects.filter(pk=city.manhole.pk).update(private=True)
    case = report(city)
    do(case, "reclassify", city.sven, category="01001", condition=1)
    assert Case.objects.get(pk=case.pk).private
    do(case, "reclassify", city.sven, category="06010", condition=1)
    assert Case.objects.get(pk=case.pk).private


def test_what_is_split_off_is_private_too(city: City, case: Case) -> None:
    do(case, "split", city.sven, parts=(Piece("01001", 1, "井盖"),))
    assert Case.objects.get(parent=case).private


# --- every page, file and answer of those who don't see it ------------------------------------------------------------


def everywhere(client: Client, user: User) -> dict[str, str]:
    """Each door at which cases are listed, shown on a map, searched, counted or sent."""
    pages = (
        "/today/", "/cases/?all=1", "/cases/export.csv?all=1", "/map/cases.geojson?zoom=22&all=1", "/inbox/",
        "/field/mine/", "/inspections/?tab=given", "/desk/check/", "/desk/dispatch/", "/field/tasks/", "/dashboard/",
        "/dashboard/?part=late", f"/search/?q={WORDS}",
        "/field/place/?lng={}&lat={}&category=06010".format(*make.middle(0, 0)),
    )  # fmt: skip
    answers = {page: client.get(page) for page in pages}
    assert not [page for page, answer in answers.items() if answer.status_code not in (200, 302, 403)]
    found = {page: b"".join(answer).decode(errors="replace") for page, answer in answers.items()}
    api = api_client(user)
    for address in ("cases/", "events/", f"cases/?q={WORDS}", "visits/"):
        found[address] = api.get(f"/api/v1/{address}").content.decode()
    found[f"/search/?q={WORDS}"] = found[f"/search/?q={WORDS}"].replace(WORDS, "")
    found[f"cases/?q={WORDS}"] = found[f"cases/?q={WORDS}"].replace(f"q={WORDS}", "")
    return found


OTHERS = ("ada", "dora", "sue", "lea", "omar", "otto", "abel")  # Ines is sent to check it


@pytest.mark.parametrize("name", OTHERS)
def test_others_meet_it_nowhere(city: City, case: Case, signed_in: SignedIn, name: str) -> None:
    do(case, "take", city.hana)
    do(case, "remind", city.sven)
    after = make.photo(city.hana, at=timezone.now())
    do(case, "dispose", city.hana, photos=(after.pk,))
    _all_notices()
    Case.objects.filter(pk=case.pk).update(visitor=None)
    user = getattr(city, name)
    found = everywhere(signed_in(user), user)
    met = [page for page, text in found.items() if case.number in text or str(case.pk) in text or WORDS in text]
    assert met == []
    assert signed_in(user).get(case.get_absolute_url()).status_code == 404
    assert api_client(user).get(f"/api/v1/cases/{case.number}/").status_code == 404
    assert not Notice.objects.filter(user=user, key=str(case.pk)).exists()


def _all_notices() -> None:
    for topic in outbox.topics():
        outbox.drain(topic)


@pytest.mark.parametrize("name", ["sven", "arno", "hana"])
def test_who_may_finds_it_in_list_map_file_search_and_feed(
    city: City, case: Case, signed_in: SignedIn, name: str
) -> None:
    user = getattr(city, name)
    found = everywhere(signed_in(user), user)
    for page in ("/cases/?all=1", "/cases/export.csv?all=1", "/map/cases.geojson?zoom=22&all=1", "cases/", "events/"):
        assert case.number in found[page], page
    assert "Private" in found["/cases/?all=1"]


def test_nobody_is_told_that_a_report_repeats_it(city: City, case: Case) -> None:
    lng, lat = make.middle(0, 0)
    assert likely_duplicates(category="06010", lng=lng, lat=lat, at=case.reported_at) == []


def test_a_notice_that_came_before_loses_its_place_and_words(city: City, signed_in: SignedIn) -> None:
    case = report(city, address="幸福里3号")
    do(case, "send_back", city.hugo, reason="不归我们", reason_class="wrong_unit", note="涉及隐私")
    _all_notices()
    assert "幸福里3号" in signed_in(city.dora).get("/inbox/").text
    do(case, "keep_private", city.sven, reason="当事人要求保密")
    page = signed_in(city.dora).get("/inbox/").text
    assert not [word for word in ("幸福里3号", "涉及隐私") if word in page]


@pytest.mark.parametrize(
    "move", [{"move": "keep_private", "reason": "保密"}, {"move": "reclassify", "category": "01001"}]
)
def test_files_that_others_had_made_before_are_not_fetched_any_more(
    city: City, signed_in: SignedIn, move: dict[str, str], tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Category.objects.filter(pk=city.manhole.pk).update(private=True)
    case = report(city)
    exports = {}
    for user in (city.dora, city.sven):
        exports[user.username] = ask_export(question="", by=user)
        make_exports()

    def fetched(user: User) -> int:
        answer = signed_in(user).get(f"/cases/exports/{exports[user.username].pk}/")
        b"".join(answer)
        return int(answer.status_code)

    assert fetched(city.dora) == 200
    do(case, by=city.sven, **move)
    assert (fetched(city.dora), fetched(city.sven)) == (404, 200)


def test_its_photos_are_served_to_nobody_else(city: City, case: Case) -> None:
    photo: Photo = make.photo(city.ivan, of=case.subject)
    assert api_client(city.lea).get(f"/api/v1/photos/{photo.pk}/").status_code == 404


def test_its_visits_are_with_who_sees_it(city: City, case: Case) -> None:
    visit = Visit.objects.create(
        case=case, kind="check", since=2, state="given", inspector=city.ines, ordered_at=case.reported_at,
        given_at=case.reported_at, due_at=case.reported_at,
    )  # fmt: skip
    sees = {user.username for user in city.everyone if Visit.objects.visible_to(user).filter(pk=visit.pk).exists()}
    assert sees == {"ines", "sven", "arno"}


# --- looks ------------------------------------------------------------------------------------------------------------


def looks(case: Case) -> list[str]:
    rows = Unmasking.objects.filter(case=case, what=PRIVATE).order_by("at", "pk")
    return [look.user.username for look in rows.select_related("user")]


@pytest.mark.parametrize(
    "address",
    [
        "/cases/{0}/", "/cases/{0}/live/", "/cases/{0}/comments/", "/cases/{0}/moves/take/", "/field/sent/{1}/",
        "/api/v1/cases/{0}/",
        "/api/v1/cases/{0}/events/", "/api/v1/cases/{0}/comments/", "/api/v1/cases/{0}/attachments/",
        "/api/v1/cases/{0}/sheet/",
    ],
)  # fmt: skip
def test_each_door_to_it_notes_who_looks(
    city: City, case: Case, signed_in: SignedIn, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.pdf.pdf", lambda html, files: b"%PDF")
    assert signed_in(city.hana).get(address.format(case.number, case.pk)).status_code < 400
    assert looks(case) == ["hana"]


def test_the_desk_that_opens_it_in_a_pool_notes_it_too(city: City) -> None:
    Category.objects.filter(pk=city.rubbish.pk).update(private=True)
    case = make.reported("06010", by=city.ada, source="hotline")
    desk = Client()
    desk.force_login(city.sven)
    assert case.number in desk.get("/desk/accept/").text
    assert looks(case) == ["sven"]
    for _n in range(3):  # the page that refreshes itself
        desk.get(f"/desk/accept/?case={case.number}", headers={"HX-Request": "true"})
    assert looks(case) == ["sven"]


def test_a_move_that_is_filled_in_wrongly_shows_it_and_notes_it(city: City, case: Case, signed_in: SignedIn) -> None:
    answer = signed_in(city.hana).post(f"/cases/{case.number}/moves/take/", {})
    assert (answer.status_code, case.number in answer.text) == (422, True)
    assert looks(case) == ["hana"]


def test_visits_of_it_are_a_look_as_well(city: City, case: Case, signed_in: SignedIn) -> None:
    signed_in(city.sven).get(f"/inspections/cases/{case.number}/")
    assert looks(case) == ["sven"]


def test_the_words_of_a_ruling_on_it_are_no_precedent_for_others(city: City, case: Case) -> None:
    Dispute.objects.create(
        case=case, opened_at=case.reported_at, department=city.sanitation, ruled_at=case.reported_at,
        ruled_by=city.sven, why=WORDS, ruling=Ruling.PRECEDENT,
    )  # fmt: skip
    found = {user.username: precedents(city.rubbish.pk, city.street.pk, user) for user in (city.dora, city.sven)}
    assert {name: [each.case for each in rows] for name, rows in found.items()} == {"dora": [], "sven": [case]}


def test_each_opening_is_a_look_and_its_parts_are_not(city: City, case: Case, signed_in: SignedIn) -> None:
    browser = signed_in(city.sven)
    for path in ("", "", "comments/", "live/"):
        browser.get(f"/cases/{case.number}/{path}")
    assert looks(case) == ["sven", "sven"]


def test_a_refused_look_and_a_look_at_another_case_note_nothing(city: City, case: Case, signed_in: SignedIn) -> None:
    other = make.dispatched("01001", by=city.ines)
    signed_in(city.lea).get(case.get_absolute_url())
    signed_in(city.lea).get(other.get_absolute_url())
    assert not Unmasking.objects.exists()


def test_the_auditor_reads_who_opened_it(city: City, case: Case, signed_in: SignedIn) -> None:
    signed_in(city.hana).get(case.get_absolute_url())
    browser = signed_in(city.arno)
    page = browser.get("/unmaskings/?purpose=opened").text
    assert all(words in page for words in ("Hana", case.number, "Opened a private case"))
    rows = list(csv.reader(io.StringIO(browser.get("/unmaskings/export.csv").getvalue().decode("utf-8-sig"))))
    assert [rows[1][index] for index in (1, 4, 5)] == ["Hana", case.number, "Opened a private case"]


def test_nobody_says_of_a_contact_that_it_was_opened(city: City, signed_in: SignedIn) -> None:
    case = report(city, reporter_name="王小明")
    api_client(city.ada).post(f"/api/v1/cases/{case.number}/unmask/", {"purpose": "opened"}, format="json")
    assert Unmasking.objects.get().purpose == "other"


def test_openings_do_not_use_up_the_looks_at_contacts(city: City, case: Case, signed_in: SignedIn) -> None:
    browser = signed_in(city.sven)
    for __ in range(61):
        browser.get(f"/api/v1/cases/{case.number}/")
    Case.objects.filter(pk=case.pk).update(reporter_name="王小明")
    assert browser.post(f"/cases/{case.number}/unmask/", {"reason": "call_back"}).status_code == 200


# --- the class register -----------------------------------------------------------------------------------------------


def test_an_administrator_makes_a_class_private(city: City, signed_in: SignedIn) -> None:
    assert 'name="private"' in signed_in(city.abel).get(f"/city/catalogue/{city.rubbish.pk}/").text
    key = class_key(city.rubbish)
    data = replace(SUBCLASSES.snapshot(city.rubbish), private=True)
    apply_or_schedule(SUBCLASSES, key=key, data=data, by=city.abel)
    assert report(city).private


def test_a_folder_says_it_in_a_column_that_may_be_absent() -> None:
    assert "private" in CATALOGUE.table.optional
