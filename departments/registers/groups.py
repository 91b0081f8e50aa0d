"""Groups with a term, and who is in them: 督查组, 创建办, 领导小组办公室, 考核办."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.refusals import Refused
from departments.models import Group, GroupFunction, GroupKind, GroupMember
from registry import cells
from registry.registers import ChangeRequest, Field, Key, TableRegister, Trouble, wrong

SINCE = gettext_lazy("First day")
UNTIL = Field("until", gettext_lazy("First day without"), cells.day(), help=gettext_lazy("Empty: there is no end yet."))


@dataclass(frozen=True)
class GroupData:
    """`until` is the first day without it."""

    name: str
    kind: str
    since: date
    until: date | None = None


class Groups(TableRegister[Group, GroupData]):
    """A group begins and ends by the days it says, and stays on record with those who were in it."""

    kind, title, plural = "group", gettext_lazy("Group"), gettext_lazy("Groups")
    page, order, icon = "groups", 64, "users-group"
    about = gettext_lazy(
        "People of several units who work together for a term. Each keeps their role and their unit; notices can be "
        "told to all groups of a kind."
    )
    begins_by_itself = True
    model, data_class = Group, GroupData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(40), required=True))
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("kind", gettext_lazy("Kind"), cells.one(GroupKind), required=True),
        Field("since", SINCE, cells.day(), required=True),
        UNTIL,
    )
    file = "groups.csv"

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from _wrong_ends((each, each.data.since) for each in requests)

    def inverse(self, row: Group) -> None:
        if row.members.exists():
            raise Refused(_("There are people in this group. Give it an end instead."))


@dataclass(frozen=True)
class GroupMemberData:
    function: str = GroupFunction.MEMBER.value
    until: date | None = None


class GroupMembers(TableRegister[GroupMember, GroupMemberData]):
    """`inspection-1|sue|2026-03-01`: somebody is in a group from a day on; who comes back has a second row."""

    kind, title, plural = "group_member", gettext_lazy("Member of a group"), gettext_lazy("Members of groups")
    page, order, icon = "group-members", 65, "user-plus"
    begins_by_itself = True
    model, data_class = GroupMember, GroupMemberData
    key = Key(
        Field("group", gettext_lazy("Group"), cells.key(40), refers="group", required=True),
        Field("person", gettext_lazy("Person"), cells.key(150), refers="person", required=True),
        Field("since", SINCE, cells.day(), required=True),
    )
    fields = (
        Field("function", gettext_lazy("Function"), cells.one(GroupFunction, default=GroupFunction.MEMBER)),
        UNTIL,
    )
    file = "group_members.csv"
    related = ("group", "person")

    def name(self, row: GroupMember) -> str:
        return f"{row.person} – {row.group}"

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from _wrong_ends((each, date.fromisoformat(each.key.rpartition("|")[2])) for each in requests)

    def store(self, rows: Sequence[GroupMember]) -> None:
        """Nobody is in a group twice on the same day: looked for when all is written, for one row may end for another
        to begin. The groups are locked first, so that of two who write at once the second sees what the first wrote."""
        groups, people = {row.group_id for row in rows}, {row.person_id for row in rows}
        list(Group.objects.filter(pk__in=groups).order_by("pk").select_for_update(no_key=True).values_list("pk"))
        super().store(rows)
        terms = self.rows().filter(group__in=groups, person__in=people).order_by("group", "person", "since")
        for before, after in pairwise(terms):
            same = (before.group_id, before.person_id) == (after.group_id, after.person_id)
            if same and (before.until is None or before.until > after.since):
                sentence = _("%(name)s is in the group from %(day)s on already; that time has to end first.")
                raise wrong("since", sentence % {"name": before.person, "day": before.since})

    def inverse(self, row: GroupMember) -> None:
        return None


def _wrong_ends(terms: Iterable[tuple[ChangeRequest, date]]) -> Iterator[Trouble]:
    for request, since in terms:
        if request.data.until is not None and request.data.until <= since:
            yield Trouble(request, "until", _("It must end after it starts."))


GROUPS, GROUP_MEMBERS = Groups(), GroupMembers()
