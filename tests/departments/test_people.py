"""Who is switched off or moved is out of everything at once, whatever the door; and the city keeps an administrator."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.roles import Role
from common.refusals import Conflict, Forbidden, NotSignedIn, Refused
from departments.models import Membership
from departments.registers import PEOPLE, PersonData
from grids.models import DutyGrid
from grids.registers import ROUNDS
from registry.actions import RefusedFolderError, load_city
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.typed import person, seen

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
Door = Callable[[City, Path, str, PersonData], None]


def by_page(city: City, folder: Path, username: str, data: PersonData) -> None:
    abel, path = Client(), f"/city/people/{username}/"
    abel.force_login(city.abel)
    said = person(name=data.name, role=data.role, unit=data.unit, seen=seen(abel, path))
    if not data.active:
        del said["active"]
    answer = abel.post(path, said)
    assert answer.status_code == 302, answer.context["form"].errors


def by_folder(city: City, folder: Path, username: str, data: PersonData) -> None:
    line = [username, data.name, data.role, data.unit, "yes" if data.active else "no"]
    load(folder, "username,name,role,unit,active\n" + ",".join(line))


def by_spreadsheet(city: City, folder: Path, username: str, data: PersonData) -> None:
    abel = Client()
    abel.force_login(city.abel)
    line = [username, data.name, data.role, data.unit, "yes" if data.active else "no"]
    content = ("username,name,role,unit,active\n" + ",".join(line)).encode()
    shown = abel.post("/city/tables/people/", {"file": SimpleUploadedFile("people.csv", content)})
    said = {name: value for name, value in shown.context["confirm"].initial.items() if value}
    assert abel.post("/city/tables/people/", said).status_code == 302


DOORS = [
    pytest.param(by_page, id="page"),
    pytest.param(by_folder, id="folder"),
    pytest.param(by_spreadsheet, id="spreadsheet"),
]


def load(folder: Path, people: str, *, complete: bool = False) -> None:
    whole = 'complete = ["people"]\n' if complete else ""
    (folder / "city.toml").write_text(f'name = "临江市望江区"\n{whole}', encoding="utf-8")
    (folder / "people.csv").write_text(people, encoding="utf-8")
    load_city(path=folder)


class Everywhere:
    """A person with a password, signed in by page and by API."""

    def __init__(self, user: User) -> None:
        user.set_password(PASSWORD)
        user.save()
        self.user, self.browser, self.api = user, Client(), api_client(user)
        self.browser.force_login(user)

    def answers(self) -> tuple[int, int]:
        return self.browser.get("/cases/").status_code, self.api.get("/api/v1/cases/").status_code

    def signs_in(self) -> bool:
        said = {"username": self.user.username, "password": PASSWORD}
        return Client().post("/sign-in/", said).status_code == 302


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def hana(city: City) -> Everywhere:
    return Everywhere(city.hana)


@pytest.mark.parametrize("door", DOORS)
def test_who_is_switched_off_is_out_at_once_and_comes_back_with_nothing_old(
    door: Door, city: City, hana: Everywhere, tmp_path: Path
) -> None:
    data = PEOPLE.snapshot(city.hana)
    assert (hana.answers(), hana.signs_in()) == ((200, 200), True)
    door(city, tmp_path, "hana", replace(data, active=False))
    assert (hana.answers(), hana.signs_in()) == ((302, 401), False)
    door(city, tmp_path, "hana", data)
    assert (hana.answers(), hana.signs_in()) == ((302, 401), True)


@pytest.mark.parametrize("door", DOORS)
def test_who_moves_to_another_unit_signs_in_anew_and_sees_its_cases(
    door: Door, city: City, hana: Everywhere, tmp_path: Path
) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert case.number in hana.browser.get("/cases/").text
    door(city, tmp_path, "hana", replace(PEOPLE.snapshot(city.hana), unit="roads"))
    assert hana.answers() == (302, 401)
    hana.browser.post("/sign-in/", {"username": "hana", "password": PASSWORD})
    assert case.number not in hana.browser.get("/cases/").text
    hana.user.refresh_from_db()
    assert api_client(hana.user).get("/api/v1/cases/").json()["results"] == []


@pytest.mark.parametrize("door", DOORS)
def test_who_gets_another_role_signs_in_anew(door: Door, city: City, hana: Everywhere, tmp_path: Path) -> None:
    door(city, tmp_path, "hana", replace(PEOPLE.snapshot(city.hana), role="department_head"))
    assert hana.answers() == (302, 401)


@pytest.mark.parametrize("door", DOORS)
def test_a_new_phone_number_signs_nobody_out(door: Door, city: City, hana: Everywhere, tmp_path: Path) -> None:
    door(city, tmp_path, "hana", replace(PEOPLE.snapshot(city.hana), name="Hana 2"))
    assert hana.answers() == (200, 200)


@pytest.mark.parametrize("door", DOORS)
def test_the_log_says_field_by_field_what_was_changed(door: Door, city: City, tmp_path: Path) -> None:
    door(city, tmp_path, "hana", replace(PEOPLE.snapshot(city.hana), unit="roads", name="Hana 2"))
    change = Change.objects.get(kind="person")
    assert (change.key, change.touched, change.by) == (
        "hana", ["name", "unit"], None if door is by_folder else city.abel,
    )  # fmt: skip
    assert change.before is not None
    assert (change.before["unit"], change.before["name"]) == ("sanitation", "Hana")


def test_a_password_and_a_link_end_the_api_tokens_too(city: City, hana: Everywhere) -> None:
    new = "another horse battery"
    said = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert hana.browser.post("/password/", said).status_code == 302
    assert hana.answers() == (200, 401)
    key = api_client(User.objects.get(username="hana"))
    abel = Client()
    abel.force_login(city.abel)
    abel.post("/city/people/hana/invite/")
    assert (hana.answers(), key.get("/api/v1/cases/").status_code) == ((302, 401), 401)


def test_a_link_ends_when_its_owner_is_switched_off(city: City) -> None:
    abel = Client()
    abel.force_login(city.abel)
    link = abel.post("/city/people/hana/invite/").context["link"]
    data = PEOPLE.snapshot(city.hana)
    PEOPLE.save(key="hana", data=replace(data, active=False), by=city.abel)
    PEOPLE.save(key="hana", data=data, by=city.abel)
    assert "link-off" in Client().get(link, follow=True).text


def test_a_token_asked_for_while_one_is_switched_off_is_refused(city: City) -> None:
    remembered = User.objects.get(username="hana")
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), active=False), by=city.abel)
    with pytest.raises(NotSignedIn):
        issue_token(user=remembered, at=timezone.now())


def test_a_new_password_does_not_switch_on_who_was_switched_off_meanwhile(city: City) -> None:
    """Django's own form writes the whole user, with what stood when the page was opened."""
    abel, hana = Client(), Client()
    abel.force_login(city.abel)
    link = abel.post("/city/people/hana/invite/").context["link"]
    address = hana.get(link, follow=True).redirect_chain[-1][0]
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), active=False), by=city.abel)
    hana.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    row = User.objects.get(username="hana")
    assert (row.is_active, row.has_usable_password()) == (False, False)


def test_the_last_administrator_stays(city: City, tmp_path: Path) -> None:
    head = "username,name,role,unit\nhana,Hana,handler,sanitation\n"
    with pytest.raises(RefusedFolderError) as refused:
        load(tmp_path, head, complete=True)
    assert "administrator" in str(refused.value.problems.sentences()) or "管理员" in str(refused.value.problems.found)
    data = PEOPLE.snapshot(city.abel)
    with pytest.raises(Conflict):
        PEOPLE.save(key="abel", data=replace(data, active=False), by=None)
    make.user("zoe", Role.ADMINISTRATOR)
    PEOPLE.save(key="abel", data=replace(data, active=False), by=None)
    assert not User.objects.get(username="abel").is_active


def test_a_whole_file_of_people_switches_off_who_is_not_in_it_but_not_the_operator(city: City, tmp_path: Path) -> None:
    call_command("createsuperuser", username="root", name="Root", interactive=False, verbosity=0)
    load(tmp_path, "username,name,role,unit\nhana,Hana,handler,sanitation\n", complete=True)
    assert set(User.objects.filter(is_active=True).values_list("username", "role")) == {
        ("hana", "handler"), ("root", "administrator"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("a b,A,handler,sanitation,,", "people.csv:2:username"),
        ("lina,Lina,king,,,", "people.csv:2:role"),
        ("lina,Lina,handler,,,", "people.csv:2:unit"),
        ("lina,Lina,handler,nowhere,,", "people.csv:2:unit"),
        ("lina,Lina,administrator,roads,,", "people.csv:2:unit"),
        ("lina,Lina,handler,roads,,x", "people.csv:2:email"),
        ("lina,Lina,handler,roads,D1,", "people.csv:2:duty_grids"),
        ("lina,Lina,inspector,,D9,", "people.csv:2:duty_grids"),
    ],
)
def test_a_bad_line_is_named_by_its_column(city: City, tmp_path: Path, line: str, place: str) -> None:
    with pytest.raises(RefusedFolderError) as refused:
        load(tmp_path, f"username,name,role,unit,duty_grids,email\n{line}\n")
    assert [str(each).startswith(place) for each in refused.value.problems.found] == [True]


def test_the_operators_account_is_not_taken_over_by_a_file(city: City, tmp_path: Path) -> None:
    User.objects.create_superuser("root", name="Root")
    with pytest.raises(RefusedFolderError):
        load(tmp_path, "username,name,role\nroot,Root,inspector\n")
    assert User.objects.get(username="root").role == Role.ADMINISTRATOR


def test_no_administrator_sends_the_operators_mail_elsewhere(city: City) -> None:
    root = User.objects.create_superuser("root", name="Root")
    data = replace(PEOPLE.snapshot(root), email="abel@example.org")
    with pytest.raises(Forbidden):
        PEOPLE.save(key="root", data=data, by=city.abel)


@pytest.mark.parametrize("username", ["add", ".", ".."])
def test_a_name_that_has_no_address_is_refused(city: City, tmp_path: Path, username: str) -> None:
    with pytest.raises(RefusedFolderError):
        load(tmp_path, f"username,name,role\n{username},Eve,acceptor\n")


def test_a_unit_that_is_off_takes_nobody_and_keeps_its_own(city: City, tmp_path: Path) -> None:
    city.sanitation.active = False
    city.sanitation.save()
    with pytest.raises(Refused):
        PEOPLE.save(key="omar", data=replace(PEOPLE.snapshot(city.omar), unit="sanitation"), by=city.abel)
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), phone="12345"), by=city.abel)
    assert Membership.objects.get(user=city.hana).department == city.sanitation


def test_the_duty_grids_stand_in_the_file_of_people_and_in_a_log_of_their_own(city: City, tmp_path: Path) -> None:
    load(tmp_path, "username,name,role,duty_grids\nines,Ines,inspector,D2 D1\niris,Iris,inspector,D2\n")
    assert [
        list(grid.inspectors.order_by("username").values_list("username", flat=True))
        for grid in DutyGrid.objects.order_by("code")
    ] == [["ines"], ["ines", "iris", "ivan"]]
    assert list(
        Change.objects.filter(kind="rounds").order_by("key").values_list("key", "before__grids", "after__grids")
    ) == [("ines", ["D1"], ["D1", "D2"]), ("iris", [], ["D2"])]
    rows = {row["username"]: row for row in PEOPLE.export()}
    assert (rows["ines"]["duty_grids"], rows["hana"]["duty_grids"], rows["hana"]["unit"]) == ("D1 D2", "", "sanitation")


def test_nobody_is_deleted(city: City) -> None:
    with pytest.raises(Refused):
        PEOPLE.save(key="hana", data=None, by=city.abel)
    ROUNDS.save(key="ines", data=None, by=city.abel)
    assert User.objects.get(username="ines").duty_grids.count() == 0


def test_nobody_ends_themselves(city: City) -> None:
    make.user("zoe", Role.ADMINISTRATOR)
    for otherwise in ({"active": False}, {"role": "leader"}):
        with pytest.raises(Forbidden):
            PEOPLE.save(key="abel", data=replace(PEOPLE.snapshot(city.abel), **otherwise), by=city.abel)


def test_a_load_of_many_people_asks_no_more_than_a_load_of_few(city: City, tmp_path: Path) -> None:
    def statements(people: int, unit: str) -> int:
        lines = [f"p{n},P{n},handler,{unit},\nq{n},Q{n},inspector,,D1" for n in range(people)]
        with CaptureQueriesContext(connection) as asked:
            load(tmp_path, "username,name,role,unit,duty_grids\n" + "\n".join(lines))
        return len(asked)

    few, moved_few = statements(5, "sanitation"), statements(5, "roads")
    assert statements(150, "sanitation") < few + 10
    assert statements(150, "roads") < moved_few + 10
    assert Membership.objects.filter(department=city.roads).count() == 151
