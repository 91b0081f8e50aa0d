"""From which sources people may report, as a city keeps it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from catalogue.choices import CLAIMS, Source
from catalogue.models import SourceClaim
from common.csv_reader import Problems
from registry import cells
from registry.cells import Cell
from registry.folder_schema import Record
from registry.registers import ChangeRequest, Codes, Field, Key, References, TableRegister, Trouble, wrong

_REPORTING = [(role.value, role.label) for role in Role if role in CLAIMS]
_ROLES = {str(role): label for role, label in _REPORTING}
ROLE = Cell(
    cells.choice(Role), str, lambda value: str(_ROLES.get(value, value)), _ROLES,
    partial(forms.ChoiceField, choices=_REPORTING),
)  # fmt: skip


@dataclass(frozen=True)
class SourceClaimData:
    sources: tuple[str, ...]
    default: str


class SourceClaims(TableRegister[SourceClaim, SourceClaimData]):
    """`acceptor|` for everybody of a role, `integration|camera-platform` for one of them, whose row counts then."""

    kind, title, plural = "source_claim", gettext_lazy("Sources of a role"), gettext_lazy("Sources of the roles")
    page, order, icon = "claims", 31, "message-report"
    about = gettext_lazy(
        "From which sources a role, or one client or person of it, may report. A report that does not say its source "
        "has the one that counts by itself. A role without a row has its usual sources."
    )
    note = gettext_lazy("It counts for reports that come from now on.")
    model, data_class = SourceClaim, SourceClaimData
    key = Key(
        Field("role", gettext_lazy("Role"), ROLE, required=True),
        Field(
            "person", gettext_lazy("Person"), cells.words(150), empty=gettext_lazy("Everybody of the role"),
            help=gettext_lazy("A user name; empty for everybody of the role."),
        ),
    )  # fmt: skip
    fields = (
        Field("sources", gettext_lazy("May report from"), cells.some(Source), required=True),
        Field(
            "default", gettext_lazy("Where nothing is said"), cells.one(Source), required=True,
            help=gettext_lazy("One of the sources above."),
        ),
    )  # fmt: skip
    file = "source_claims.csv"

    def name(self, row: SourceClaim) -> str:
        return f"{Role(row.role).label} {row.person}".strip()

    def fill(self, row: SourceClaim, data: SourceClaimData, references: References) -> None:
        row.sources, row.default = [each for each in Source.values if each in data.sources], data.default

    def snapshot(self, row: SourceClaim) -> SourceClaimData:
        return SourceClaimData(tuple(row.sources), row.default)

    @property
    def names_kinds(self) -> frozenset[str]:
        """People are loaded before."""
        return super().names_kinds | {"person"}

    def check_codes(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        super().check_codes(records, codes, problems)
        for record in records:
            if record["person"] and record["person"] not in codes["person"]:
                sentence = _("Unknown name “%(value)s”.") % {"value": record["person"]}
                problems.add(self.file, record.line, "person", sentence)

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        for each in requests:
            role, data = (self.key.parts(each.key) or {})["role"], each.data
            if role not in CLAIMS:
                yield Trouble(each, "role", _("This role does not report."))
            if data.default not in data.sources:
                yield Trouble(each, "default", _("This is none of the sources from which they may report."))
            if Source.INSPECTOR in data.sources and role != Role.INSPECTOR:
                yield Trouble(each, "sources", _("Only inspectors report as inspectors."))

    def check(self, request: ChangeRequest, row: SourceClaim | None, by: User | None) -> None:
        parts = self.key.parts(request.key) or {}
        named = parts["person"]
        if named and not User.objects.filter(username=named, role=parts["role"]).exists():
            raise wrong("person", _("Nobody of this role has the user name “%(name)s”.") % {"name": named})

    def inverse(self, row: SourceClaim) -> None:
        return None


SOURCE_CLAIMS = SourceClaims()
