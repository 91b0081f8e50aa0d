"""Scopes are kept by their register: from a page, a file or a plan, logged, and taken back; each is seen at once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Scope
from cases.registers import SCOPES, ScopeData
from common.refusals import Forbidden, Refused
from registry.actions import apply_or_schedule_all, carry_out_plans, revert
from registry.actions.load_city import RefusedFolderError, load_city
from registry.models import Change, PlannedChange
from registry.registers import ChangeRequest
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines)


def sees(person: User, case: Case) -> bool:
    return Case.objects.visible_to(User.objects.get(pk=person.pk)).filter(pk=case.pk).exists()


def give(city: City, key: str, *, by: User | None = None) -> Change | None:
    return SCOPES.save(key=key, data=ScopeData(), by=by or city.abel)


def test_what_is_given_is_logged_and_can_be_taken_back(city: City, case: Case) -> None:
    change = give(city, "ada|class|event:01")
    assert change is not None
    assert (change.kind, change.key, change.before) == ("scope", "ada|class|event:01", None)
    assert not sees(city.ada, case)
    revert(change_id=change.pk, by=city.abel)
    assert sees(city.ada, case)


def test_a_scope_of_a_day_to_come_is_seen_on_its_day(city: City, case: Case) -> None:
    monday = timezone.localdate() + timedelta(days=3)
    apply_or_schedule_all([ChangeRequest(SCOPES, "ada|class|event:01", ScopeData(), monday)], by=city.abel)
    assert sees(city.ada, case)
    PlannedChange.objects.update(on=timezone.localdate())
    carry_out_plans()
    assert not sees(city.ada, case)


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("ada|area|999999", "code"), ("ada|class|event:99", "code"), ("ada|class|events", "code"),
        ("ada|area|event:06", "code"), ("nobody|area|310101001", "person"), ("hana|area|310101001", "person"),
        ("arno|class|event", "person"), ("ada|street|310101001", "kind"),
    ],
)  # fmt: skip
def test_what_names_nothing_or_nobody_who_can_have_one_is_refused(city: City, key: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        give(city, key)
    assert field in refused.value.errors
    assert not Scope.objects.exists()


@pytest.mark.parametrize("code", ["event", "component", "event:06", "event:06010"])
def test_a_class_is_named_as_in_rules(city: City, code: str) -> None:
    give(city, f"ada|class|{code}")
    assert Scope.objects.get().code == code


def test_only_administrators_give_scopes_and_nobody_widens_their_own(city: City) -> None:
    give(city, "sven|class|event:06")
    for person in (city.sven, city.lea, city.arno):
        with pytest.raises(Forbidden):
            SCOPES.save(key="sven|class|event:06", data=None, by=person)


def test_a_scope_is_given_and_taken_in_the_browser(city: City, case: Case, signed_in: Any) -> None:
    office = signed_in(city.abel)
    said = {"person": "ada", "kind": "class", "code": "event:01"}
    assert office.post("/city/scopes/add/", said).status_code == 302
    assert not sees(city.ada, case)
    assert "event:01" in office.get("/city/scopes/").content.decode()
    wrong = office.post("/city/scopes/add/", said | {"code": "event:99"})
    assert "Unknown code" in wrong.content.decode()
    office.post(f"/city/scopes/{Scope.objects.get().pk}/remove/")
    assert sees(city.ada, case)


# --- the file ---------------------------------------------------------------------------------------------------------


def load(folder: Path, rows: str, complete: str = "") -> None:
    (folder / "city.toml").write_text(f'name = "城"\ndatum = "wgs84"\ncomplete = [{complete}]\n', encoding="utf-8")
    (folder / "scopes.csv").write_text(f"person,kind,code,note\n{rows}", encoding="utf-8")
    load_city(path=folder)


def test_a_file_gives_the_same_and_comes_back_as_it_was(city: City, case: Case, tmp_path: Path) -> None:
    load(tmp_path, "ada,area,310101001,东街\nlea,class,event:01,\n")
    assert sees(city.ada, case)
    assert not sees(city.lea, case)
    assert list(SCOPES.export()) == [
        {"person": "ada", "kind": "area", "code": "310101001", "note": "东街"},
        {"person": "lea", "kind": "class", "code": "event:01", "note": ""},
    ]


def test_what_a_complete_file_does_not_list_ends(city: City, case: Case, tmp_path: Path) -> None:
    give(city, "lea|class|event:01")
    load(tmp_path, "ada,area,310101001,\n")
    assert not sees(city.lea, case)
    load(tmp_path, "ada,area,310101001,\n", complete='"scopes"')
    assert sees(city.lea, case)


def test_a_file_says_by_line_and_column_what_is_wrong(city: City, tmp_path: Path) -> None:
    with pytest.raises(RefusedFolderError) as refused:
        load(tmp_path, "ada,area,310101001,\nada,area,7,\nnobody,class,event:06,\nada,way,x,\n")
    wrong = {(each.line, each.column) for each in refused.value.problems.found}
    assert wrong == {(3, "code"), (4, "person"), (5, "kind")}
    assert not Scope.objects.exists()
