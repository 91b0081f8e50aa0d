"""Who works in which unit."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import OVERSIGHT, Role
from common.refusals import Refused
from departments.models import Department, Membership
from registry.registers import RowRegister

UNITLESS = frozenset(OVERSIGHT | {Role.ADMINISTRATOR, Role.INTEGRATION})


@dataclass(frozen=True)
class MemberData:
    unit: str


class Members(RowRegister[Membership, MemberData]):
    """The key is the user name; somebody without a unit has no row, so leaving is `remove`."""

    kind, title = "member", gettext_lazy("Membership")
    data_class = MemberData

    def find(self, key: str) -> Membership | None:
        members = Membership.objects.select_for_update(of=("self",)).select_related("department", "user")
        return members.filter(user__username=key).first()

    def snapshot(self, row: Membership) -> MemberData:
        return MemberData(row.department.code)

    def name(self, row: Membership) -> str:
        return str(row.user)

    def write(self, row: Membership | None, key: str, data: MemberData, by: User) -> Membership:
        user = User.objects.filter(username=key).first()
        department = Department.objects.active().filter(code=data.unit).first()
        if user is None or department is None:
            raise _wrong(_("There is no such person, or no such active unit."))
        if user.role in UNITLESS:
            role = Role(user.role).label
            raise _wrong(
                _("A person with the role “%(role)s” handles no cases and belongs to no unit.") % {"role": role}
            )
        found = row or Membership(user=user)
        found.department = department
        found.save()
        return found

    def inverse(self, row: Membership) -> None:
        return None


member = Members()


def _wrong(sentence: str) -> Refused:
    return Refused(sentence, errors={"unit": [sentence]})
