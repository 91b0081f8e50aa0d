"""Who at the desk and in oversight is given a part of the city, as a city keeps it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from cases.models import Scope
from cases.querysets.scopes import SCOPED, ScopeKind
from catalogue.choices import MatterKind
from common.csv_reader import Problems
from registry import cells
from registry.folder_schema import Record
from registry.registers import ChangeRequest, Codes, Field, Key, TableRegister, target, unknown, wrong

NAMED = {ScopeKind.AREA: ("area",), ScopeKind.CLASS: ("class", "subclass")}  # the registers whose things a code names


@dataclass(frozen=True)
class ScopeData:
    note: str = ""


class Scopes(TableRegister[Scope, ScopeData]):
    """`ada|area|310101001`: a row gives a person an area or a class; who has none sees the whole city."""

    kind, title, plural = "scope", gettext_lazy("Scope"), gettext_lazy("Scopes")
    page, order, icon = "scopes", 66, "filter"
    about = gettext_lazy(
        "Who has rows here sees the cases, items of the ledger and orders that lie in one of these areas and are of "
        "one of these classes, and no others; of rounds what lies in these areas. Who has none sees the whole city."
    )
    model, data_class = Scope, ScopeData
    key = Key(
        Field(
            "person", gettext_lazy("Person"), cells.key(150), refers="person", required=True,
            help=gettext_lazy("An acceptor, shift leader, dispatcher, supervisor or leader."),
        ),
        Field("kind", gettext_lazy("Kind"), cells.one(ScopeKind), required=True),
        Field(
            "code", gettext_lazy("Code"), cells.key(60), required=True,
            help=gettext_lazy("Of an area; or of a class: component, event:06, event:06010."),
        ),
    )  # fmt: skip
    fields = (Field("note", gettext_lazy("Note"), cells.words(200)),)
    file = "scopes.csv"
    related = ("person",)

    def name(self, row: Scope) -> str:
        return f"{row.person}: {row.code}"

    @property
    def names_kinds(self) -> frozenset[str]:
        """With what its codes name: areas and classes are loaded before."""
        return super().names_kinds.union(*NAMED.values())

    def check_codes(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        super().check_codes(records, codes, problems)
        for record in records:
            if sentence := _unknown(record["kind"], record["code"], codes):
                problems.add(self.file, record.line, "code", sentence)

    def check(self, request: ChangeRequest, row: Scope | None, by: User | None) -> None:
        parts = self.key.parts(request.key) or {}
        role = User.objects.filter(username=parts["person"]).values_list("role", flat=True).first()
        if role is not None and role not in SCOPED:
            sentence = _("A person with the role “%(role)s” has no scope: what they see follows from the role.")
            raise wrong("person", sentence % {"role": Role(role).label})
        if sentence := _unknown(parts["kind"], parts["code"], _Standing()):
            raise wrong("code", sentence)

    def inverse(self, row: Scope) -> None:
        return None


class _Standing:
    """The codes of what stands."""

    def __getitem__(self, kind: str, /) -> set[str]:
        return target(kind).keys()


def _unknown(kind: str, code: str, codes: Codes) -> str:
    """What is wrong with the code of an area or a class; empty where it is known."""
    if kind == ScopeKind.CLASS and code in MatterKind.values:
        return ""
    known: Collection[str] = {key.rpartition("|")[2] for named in NAMED[ScopeKind(kind)] for key in codes[named]}
    return "" if code in known else unknown(code, known)


SCOPES = Scopes()
