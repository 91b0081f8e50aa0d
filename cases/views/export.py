"""A list as a file: what the person sees, in the list's order, safe to open in a spreadsheet."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.requests import current_user
from cases.filters import listed
from cases.querysets.scopes import scope_of
from cases.workflow import State
from catalogue.choices import Source
from catalogue.models import Category
from common.chips import without
from common.download import BATCH, ListFile, refuse_too_many
from common.owed import Lamp, lamp
from common.sheet_stream import SheetColumn
from departments.models import Department
from grids.models import Area

# Values and not cases: a web worker may be busy for 30 s, and to make 50,000 cases with their relations took 55 s.
FIELDS = (
    "number", "state", "warn_at", "due_at", "category", "condition__text", "address", "street", "unit_grid__code",
    "department", "source", "reported_at", "finished_at", "closed_at", "rework_count", "send_back_count", "description",
    "external_number",
)  # fmt: skip


@login_required
@require_GET
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The cases of the list's question as .xlsx or .csv, streamed; `case` narrows to the rows chosen."""
    now = timezone.now()
    question = request.GET.copy()
    chosen = question.pop("case", [])
    user = current_user(request)
    cases = listed(user, without(question)[1:], now).order_by("-reported_at", "-id")
    if chosen:
        cases = cases.filter(pk__in=list(_ids(chosen)))
    refuse_too_many(cases)
    rows = _rows(cases.values_list(*FIELDS).iterator(chunk_size=BATCH), Labels(), now)
    name = "cases-part" if scope_of(user) else "cases"
    return ListFile(name, _("Cases"), _columns()).of_cells(rows, form=form)


def _ids(texts: list[str]) -> Iterator[UUID]:
    """What is no id finds no case."""
    for text in texts:
        with suppress(ValueError):
            yield UUID(text)


def _columns() -> list[SheetColumn]:
    named = [
        (_("Number"), 18), (_("State"), 14), (_("Lamp"), 10), (_("Class and condition"), 26),
        (_("Filing condition"), 30), (_("Place"), 32), (_("Sub-district"), 16), (_("Unit grid"), 18),
        (_("Unit"), 24), (_("Source"), 14), (_("Reported"), 17), (_("Due"), 17), (_("Disposed"), 17),
        (_("Closed"), 17), (_("Reworks"), 9), (_("Sent back"), 9), (_("Description"), 60),
        (_("Number in the other system"), 18),
    ]  # fmt: skip
    return [SheetColumn(name, width) for name, width in named]


def _rows(found: Iterator[tuple[Any, ...]], labels: "Labels", at: datetime) -> Iterator[list[object]]:
    for number, state, warn_at, due_at, category, condition, address, street, grid, unit, source, *rest in found:
        reported_at, finished_at, closed_at, reworks, sent_back, description, external = rest
        colour = lamp(warn_at=warn_at, due_at=due_at, at=finished_at or closed_at or at)
        yield [
            number, labels.states[state], labels.lamps[colour], labels.categories[category], condition, address,
            labels.streets.get(street), grid, labels.units.get(unit), labels.sources[source],
            reported_at, due_at, finished_at, closed_at, reworks, sent_back, description, external,
        ]  # fmt: skip


class Labels:
    """The words of the file in the person's language: the server reads the rows when the request is over."""

    def __init__(self) -> None:
        self.states = {value: str(label) for value, label in State.choices}
        self.sources = {value: str(label) for value, label in Source.choices}
        self.lamps = {each: str(each.label) for each in Lamp}
        self.categories = {each.pk: str(each) for each in Category.objects.all()}
        self.units = {each.pk: str(each) for each in Department.objects.all()}
        self.streets = {each.pk: str(each) for each in Area.objects.filter(level="street").defer("geom")}
