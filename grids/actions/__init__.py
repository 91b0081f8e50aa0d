"""What administrators change about grids, and the count by which everybody notices that the city's data changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from common.refusals import Refused
from grids.models import CityVersion, DutyGrid
from registry.models import Change
from registry.registers import RowRegister, on_change

# No cache is made from people or plans, and a loaded city counts itself.
UNCOUNTED = frozenset({
    "person", "invitation", "member", "rounds", "city", "notice_rule", "notice_text", "channel", "planned", "outbox",
})  # fmt: skip


@on_change
def count_version(changes: Sequence[Change]) -> None:
    """What is cached of the city's data is cached by its version: changes count it in their own transaction, once.

    The row is locked until the commit, so changes of reference data come one after the other. A loaded folder, whose
    changes have a batch, counts itself at its end.
    """
    counts = any(change.kind not in UNCOUNTED and change.batch is None for change in changes)
    if counts and not CityVersion.objects.update(number=F("number") + 1):
        CityVersion.objects.create(number=1)


@dataclass(frozen=True)
class RoundsData:
    """Codes of duty grids, sorted."""

    grids: tuple[str, ...] = ()


class Rounds(RowRegister[User, RoundsData]):
    """Which duty grids an inspector walks; the key is the user name."""

    kind, title = "rounds", gettext_lazy("Duty grids of an inspector")
    data_class = RoundsData

    def find(self, key: str) -> User | None:
        return User.objects.select_for_update().filter(username=key).first()

    def snapshot(self, row: User) -> RoundsData:
        return RoundsData(tuple(row.duty_grids.order_by("code").values_list("code", flat=True)))

    def write(self, row: User | None, key: str, data: RoundsData, by: User) -> User:
        grids = list(DutyGrid.objects.filter(code__in=data.grids, ended_on=None))
        if row is None or len(grids) != len(set(data.grids)):
            raise _wrong(_("There is no such person, or no such duty grid in force."))
        if grids and row.role != Role.INSPECTOR:
            raise _wrong(_("Only inspectors walk duty grids."))
        row.duty_grids.set(grids)
        return row


rounds = Rounds()


def _wrong(sentence: str) -> Refused:
    return Refused(sentence, errors={"grids": [sentence]})
