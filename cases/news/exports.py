"""What is told of great workbooks: whoever asked for one hears that it is ready, or why it could not be made."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Medium, User
from cases.models import CaseExport
from cases.models.exports import ExportState
from cases.topics import EXPORTED
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind

EXPORT = "export"
ASKER = Audience("exporter", gettext_lazy("Who asked for the file"), EXPORT)
_RULES = (Rule(ASKER.name, (Medium.MAIL, Medium.ROBOT)),)
READY = Event("export_ready", NoticeKind.ANSWER, gettext_lazy("Your Excel file is ready"), EXPORT, _RULES)
FAILED = Event("export_failed", NoticeKind.ANSWER, gettext_lazy("Your Excel file could not be made"), EXPORT, _RULES)
TOLD = {ExportState.READY: READY, ExportState.FAILED: FAILED}


class ExportSubject(NoticeSubject):
    """A workbook. One that is not kept any more is news no more."""

    def __init__(self, export: CaseExport, user: User) -> None:
        ready = export.state == ExportState.READY
        url = reverse("cases:export_file", args=[export.pk]) if ready else reverse("cases:exports")
        words = ngettext("Excel file of %(n)s case", "Excel file of %(n)s cases", export.rows)
        title = words % {"n": f"{export.rows:,}"} if ready else _("Excel file")
        super().__init__(key=str(export.pk), title=title, url=url, over=export.state == ExportState.GONE)
        self.export = export
        self._user = user

    @property
    def visible(self) -> bool:
        return self.export.by_id == self._user.pk


class ExportKind(SubjectKind[Occasion, ExportSubject]):
    name = EXPORT
    model = CaseExport
    body = gettext_lazy("Asked for: {asked}\nCases: {rows}\n{why}")
    facts: Mapping[str, Callable[[ExportSubject, Said], str]] = {
        "asked": lambda subject, said: f"{timezone.localtime(subject.export.asked_at):%Y-%m-%d %H:%M}",
        "rows": lambda subject, said: f"{subject.export.rows:,}",
        "why": lambda subject, said: subject.export.why,
    }

    def people(self, heard: Sequence[tuple[Occasion, frozenset[str]]]) -> Sequence[Mapping[str, Collection[int]]]:
        rows = CaseExport.objects.filter(pk__in=[occasion.key for occasion, __ in heard])
        askers = {str(pk): by for pk, by in rows.values_list("pk", "by")}
        return [{ASKER.name: [askers[occasion.key]]} for occasion, __ in heard]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, ExportSubject]:
        return {str(each.pk): ExportSubject(each, user) for each in CaseExport.objects.filter(pk__in=keys)}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        return {}


def _finished(references: Sequence[str]) -> list[Occasion]:
    rows = CaseExport.objects.filter(pk__in=[UUID(each) for each in references], state__in=TOLD).order_by("asked_at")
    return [
        Occasion(
            event=f"{EXPORT}:{row.pk}", what=TOLD[ExportState(row.state)].name, key=str(row.pk), urgent=False, by=None
        )
        for row in rows
    ]


def declare_exports() -> None:
    """Once, when the houses are ready."""
    declare(ExportKind(), declared=[READY, FAILED], audiences=[ASKER], topics={EXPORTED: _finished})
