"""Each unit knows the units below it, whatever door the tree was changed by."""

import pytest

from departments.models import Department
from departments.queries import units_above
from tests import factories as make

pytestmark = pytest.mark.django_db


def below(code: str) -> set[str]:
    """The codes of the unit and those below it."""
    return set(Department.objects.filter(pk__in=Department.objects.get(code=code).below).values_list("code", flat=True))


@pytest.fixture
def office() -> Department:
    """A bureau with an office that has a squad."""
    office = make.department("office", parent=make.department("bureau"))
    make.department("squad", parent=office)
    return office


def test_a_new_unit_knows_itself_at_once() -> None:
    unit = make.department("alone")
    assert unit.below == [unit.pk]


def test_a_unit_has_all_levels_below_it(office: Department) -> None:
    assert (below("bureau"), below("office"), below("squad")) == (
        {"bureau", "office", "squad"},
        {"office", "squad"},
        {"squad"},
    )
    assert units_above([office.pk]) == [office.pk, office.parent_id]


def test_a_unit_that_moves_takes_those_below_along(office: Department) -> None:
    make.department("other")
    Department.objects.filter(pk=office.pk).update(parent=Department.objects.get(code="other"))
    assert (below("bureau"), below("other")) == ({"bureau"}, {"other", "office", "squad"})


def test_a_unit_that_goes_is_no_longer_below(office: Department) -> None:
    Department.objects.get(code="squad").delete()
    assert below("bureau") == {"bureau", "office"}


def test_many_at_once_are_one_tree() -> None:
    top = make.department("top")
    Department.objects.bulk_create(Department(code=f"u{n}", name="u", kind="bureau", parent=top) for n in range(50))
    assert len(below("top")) == 51


def test_a_circle_ends(office: Department) -> None:
    Department.objects.filter(code="bureau").update(parent=Department.objects.get(code="squad"))
    assert below("squad") == below("office") == {"bureau", "office", "squad"}
    assert len(units_above([office.pk])) == 3
