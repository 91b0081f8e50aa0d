"""Units begin and are switched off; none is deleted, for cases and rules name them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Refused
from departments.models import Axis, Department, Kind, WorkCalendar
from registry.registers import RowRegister


@dataclass(frozen=True)
class UnitWish:
    """`parent` and `calendar` are codes, empty for none (then the city's own calendar counts)."""

    name: str
    kind: str
    short_name: str = ""
    axis: str = Axis.LINE.value
    parent: str = ""
    calendar: str = ""
    phone: str = ""
    active: bool = True


class Units(RowRegister[Department, UnitWish]):
    """The key is the unit's code."""

    kind = "unit"
    wish = UnitWish

    def find(self, key: str) -> Department | None:
        units = Department.objects.select_for_update(of=("self",)).select_related("parent", "calendar")
        return units.filter(code=key).first()

    def snapshot(self, row: Department) -> UnitWish:
        return UnitWish(
            name=row.name, kind=row.kind, short_name=row.short_name, axis=row.axis,
            parent=row.parent.code if row.parent else "", calendar=row.calendar.code if row.calendar else "",
            phone=row.phone, active=row.active,
        )  # fmt: skip

    def write(self, row: Department | None, key: str, wish: UnitWish, by: User) -> Department:
        if wish.kind not in Kind.values or wish.axis not in Axis.values:
            raise Refused(_("There is no such kind of unit."))
        unit = row or Department(code=key)
        unit.name, unit.short_name, unit.kind, unit.axis = wish.name, wish.short_name, wish.kind, wish.axis
        unit.parent, unit.calendar = _parent(key, wish.parent), _calendar(wish.calendar)
        unit.phone, unit.active = wish.phone, wish.active
        unit.save()
        return unit

    def inverse(self, row: Department) -> UnitWish:
        said = self.snapshot(row)
        return UnitWish(**vars(said) | {"active": False})


unit = Units()


def _parent(key: str, code: str) -> Department | None:
    """The unit above, which must not itself stand below this one."""
    if not code:
        return None
    above: dict[str, str | None] = dict(Department.objects.values_list("code", "parent__code"))
    if code not in above:
        raise _wrong("parent", _("There is no unit with this code."))
    way: str | None = code
    while way:
        if way == key:
            raise _wrong("parent", _("This unit stands below: units can't stand above each other in a circle."))
        way = above.get(way)
    return Department.objects.get(code=code)


def _calendar(code: str) -> WorkCalendar | None:
    found = WorkCalendar.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise _wrong("calendar", _("There is no calendar with this code."))
    return found


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(sentence, errors={name: [sentence]})
