"""Since when and until when something stands, for places and zones alike; neither is ever deleted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from registry import cells
from registry.registers import ChangeRequest, Data, Entry, Field, Row, TableRegister, Trouble
from registry.registers.base import named

SPAN = (
    Field("started_on", gettext_lazy("Since"), cells.day(), help=gettext_lazy("Empty: today, or as it stands.")),
    Field("ended_on", gettext_lazy("Until"), cells.day(), on_form=False),
)


class Lasting(TableRegister[Row, Data]):
    """A row without a first day leaves the one that stands, and what is new begins today."""

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        return super().apply_many(self.completed(requests), by=by)

    def taken_in(self, request: ChangeRequest) -> ChangeRequest:
        return self.completed([request])[0]

    def completed(self, requests: Sequence[ChangeRequest]) -> list[ChangeRequest]:
        """The requests with what they leave as it stands; one statement for all of them."""
        rows = self.rows_of({each.key for each in requests})
        found = []
        for each in requests:
            with named(each):
                found.append(self.complete(each, rows.get(each.key)) if each.data is not None else each)
        return found

    def complete(self, request: ChangeRequest, row: Row | None) -> ChangeRequest:
        if request.data.started_on is not None:
            return request
        day = timezone.localdate() if row is None else vars(row)["started_on"]
        return replace(request, data=replace(request.data, started_on=day))

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        for each in requests:
            started, ended = each.data.started_on, each.data.ended_on
            if started and ended and ended <= started:
                yield Trouble(each, "ended_on", _("It must end after it starts."))

    def inverse(self, row: Row) -> Data:
        """It ends today; one that began today speaks for a day at least."""
        ended: Data = _ended(self.snapshot(row), vars(row)["started_on"])
        return ended

    def absent(self, row: Row) -> Data:
        return self.snapshot(row) if vars(row)["ended_on"] is not None else self.inverse(row)


def _ended(data: Any, started: date) -> Any:
    return replace(data, ended_on=max(timezone.localdate(), started + timedelta(days=1)))
