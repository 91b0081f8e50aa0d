"""What is counted of cases, each measure said once: when it counts, which cases, and the filter of the list behind it.

A measure is a function of how a case stands now, its times included. So an appeal that is granted in May corrects the
day in April on which the case fell due, and a limit that is changed tomorrow changes nothing, for the due time that
applied is written on the case. A case counts once, for the unit that has it or had it last.

`where` counts on cases and on facts, and the statement that folds counters is written from the same condition;
`filters` is the question of the list. Tests hold all of them to be one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.querysets.lateness import OWES_NOTHING, late
from cases.workflow import State
from evaluations.periods import Days, Span

Filters = Mapping[str, str | list[str]]

# When a case ended, whichever way; and when its fix did. Another system's past may say that a case was closed before
# it was reported: it ends when it came.
_ENDED = Case(When(closed_at__isnull=False, then=Greatest("closed_at", "reported_at")), output_field=DateTimeField())
_FIXED = Coalesce("finished_at", "closed_at")
MOMENTS: Mapping[str, Any] = {
    "reported": F("reported_at"),
    "accepted": F("accepted_at"),
    "filed": F("filed_at"),
    "dispatched": F("dispatched_at"),
    "finished": F("finished_at"),
    "closed": F("closed_at"),
    "due": F("due_at"),
    "ended": _ENDED,
    "fixed": _FIXED,
}
DUE = "due"  # the one moment that may lie in the future


def within(column: str, span: Span) -> Q:
    return Q(**{f"{column}__gte": span.start, f"{column}__lt": span.end})


def spanning(name: str, span: Span) -> Filters:
    return {f"{name}_after": span.start.isoformat(), f"{name}_before": span.end.isoformat()}


@dataclass(frozen=True)
class Measure:
    """Cases with one of their times (`moment`) in the span, of which `condition` holds; `chosen` tells the list so."""

    name: str
    moment: str
    term: Promise | str
    meaning: Promise | str
    condition: Q = field(default_factory=Q, hash=False)
    chosen: Filters = field(default_factory=dict, hash=False)

    def span(self, days: Days) -> Span:
        """What is due later today is not due yet; everything else is known only once it has happened."""
        return days.span if self.moment == DUE else days.all

    def where(self, span: Span) -> Q:
        return within(f"{self.moment}_at", span) & self.condition

    def filters(self, span: Span) -> Filters:
        return {**self.chosen, **spanning(self.moment, span)}


@dataclass(frozen=True)
class Stock:
    """What there is at a moment: what began before it less what ended before it. Never added up over days."""

    name: str
    term: Promise | str
    meaning: Promise | str
    begins: Measure
    ends: Measure
    chosen: Filters = field(default_factory=dict, hash=False)  # of the list, of now only


_OWES = ~Q(state__in=OWES_NOTHING)
_ON_TIME = Q(finished_at__isnull=False, due_at__isnull=False, finished_at__lte=F("due_at"))
_UNFIXED = Q(finished_at=None, closed_at=None) & ~Q(state=State.SUSPENDED)
_FIXED_LATE = Q(finished_at__gt=F("due_at")) | Q(finished_at=None, closed_at__gt=F("due_at"))
_VALID = [state for state in State if state not in (State.REJECTED, State.VOID)]


def _got_as_far(name: str, term: Promise | str, meaning: Promise | str) -> Measure:
    """Reported in the span, and since then got as far as this time says."""
    return Measure(
        f"then_{name}", "reported", term, meaning, Q(**{f"{name}_at__isnull": False}), {f"ever_{name}": "true"}
    )


REPORTED = Measure("reported", "reported", _("Reported"), _("Cases that came in during the period."))
VALID = Measure(
    "valid", "reported", _("Valid reports"),
    _("Those of the reported that were filed and neither rejected nor voided since."),
    Q(filed_at__isnull=False, state__in=_VALID),
    {"ever_filed": "true", "state": [state.value for state in _VALID]},
)  # fmt: skip
THEN_FILED = _got_as_far("filed", _("Reported and filed"), _("Those of the reported that have been filed by now."))
THEN_DISPATCHED = _got_as_far(
    "dispatched", _("Reported and dispatched"), _("Those of the reported that have been dispatched by now.")
)
THEN_FINISHED = _got_as_far(
    "finished", _("Reported and disposed of"), _("Those of the reported that are disposed of by now.")
)
THEN_CLOSED = Measure(
    "then_closed", "reported", _("Reported and closed"), _("Those of the reported that are closed by now."),
    Q(state=State.CLOSED), {"state": State.CLOSED.value},
)  # fmt: skip
ACCEPTED = Measure("accepted", "accepted", _("Accepted"), _("Cases that were accepted in the period."))
FILED = Measure("filed", "filed", _("Filed"), _("Cases that were filed in the period."))
FILED_VOID = Measure(
    "filed_void", "filed", _("Filed and void"), _("Those of the filed that were voided since."),
    Q(state=State.VOID), {"state": State.VOID.value},
)  # fmt: skip
FILED_RIGHTLY = Measure(
    "filed_rightly", "filed", _("Filed and not void"), _("Those of the filed that were not voided since."),
    ~Q(state=State.VOID), {"state": [state.value for state in State if state != State.VOID]},
)  # fmt: skip
FILED_VERIFIED = Measure(
    "filed_verified", "filed", _("Verified reports of others"),
    _("Those of the filed whose report, by the public or another source, was verified and found right."),
    Q(verified=True), {"verified": "true"},
)  # fmt: skip
DISPATCHED = Measure("dispatched", "dispatched", _("Dispatched"), _("Cases that went to their unit in the period."))
RETURNED = Measure(
    "returned", "dispatched", _("Sent back by a unit"),
    _("Those of the dispatched that a unit sent back at least once, because it does not owe them."),
    Q(send_back_count__gt=0), {"sent_back": "true"},
)  # fmt: skip
RIGHTLY_DISPATCHED = Measure(
    "rightly_dispatched", "dispatched", _("Dispatched and kept"),
    _("Those of the dispatched that no unit has sent back."),
    Q(send_back_count=0), {"sent_back": "false"},
)  # fmt: skip
DISPUTED = Measure(
    "disputed", "dispatched", _("Disputed between units"),
    _("Those of the dispatched about which units disputed who owes them."),
    ~Q(disputing=[]), {"disputed": "true"},
)  # fmt: skip
DISPOSED = Measure(
    "disposed", "finished", _("Disposed"),
    _("Cases whose fix was finished in the period; those that were rejected, voided or merged are not among them."),
    _OWES, {"owes": "true"},
)  # fmt: skip
REWORKED = Measure(
    "reworked", "finished", pgettext_lazy("measure", "Reworked"),
    _("Those of the disposed that had been sent for rework at least once."),
    _OWES & Q(rework_count__gte=1), {"owes": "true", "reworks": "1"},
)  # fmt: skip
CLOSED = Measure(
    "closed", "closed", _("Closed"),
    _("Cases that were closed in the period; rejected and void ones are not among them."),
    Q(state=State.CLOSED), {"state": State.CLOSED.value},
)  # fmt: skip
CLOSED_ON_TIME = Measure(
    "closed_on_time", "closed", _("Closed, fixed on time"),
    _("Those of the closed that were disposed of by their due time, the due minute included."),
    Q(state=State.CLOSED) & _ON_TIME, {"state": State.CLOSED.value, "on_time": "true"},
)  # fmt: skip
REOPENED = Measure(
    "reopened", "closed", _("Closed after reopening"),
    _("Those of the closed that had been closed before and were opened again."),
    Q(state=State.CLOSED, reopen_count__gt=0), {"state": State.CLOSED.value, "reopened": "true"},
)  # fmt: skip
OWED = Measure(
    "owed", DUE, _("Fell due, with the excused"),
    _("Cases whose due time lies in the period and has passed, also those that a granted appeal excused."), _OWES,
)  # fmt: skip
FELL_DUE = Measure(
    "due", DUE, _("Fell due"),
    _(
        "Cases whose due time lies in the period and has passed. Left out are those that were rejected, voided or"
        " merged into another, and those that a granted overtime appeal excused."
    ),
    _OWES & Q(exempt=False), {"exempt": "false"},
)  # fmt: skip
DUE_CLOSED = Measure(
    "due_closed", DUE, _("Fell due and closed"), _("Those of the cases that fell due that are closed by now."),
    _OWES & Q(exempt=False, state=State.CLOSED), {"exempt": "false", "state": State.CLOSED.value},
)  # fmt: skip
ON_TIME = Measure(
    "on_time", DUE, _("On time"),
    _("Those of the cases that fell due that were disposed of by their due time."),
    _OWES & Q(exempt=False) & _ON_TIME, {"exempt": "false", "on_time": "true"},
)  # fmt: skip
WAS_LATE = Measure(
    "was_late", DUE, pgettext_lazy("case", "Was late"),
    _("Those of the cases that fell due that were disposed of after their due time, whether closed by now or not."),
    _OWES & late(), {"was_late": "true", "ordering": "lateness"},
)  # fmt: skip
EXCUSED = Measure(
    "excused", DUE, _("Excused by an appeal"),
    _("Cases that fell due and were late, and whose overtime appeal was granted."),
    _OWES & Q(exempt=True), {"exempt": "true"},
)  # fmt: skip
APPEALED = Measure(
    "appealed", DUE, _("Appealed"), _("Cases that fell due and against whose lateness the unit appealed."),
    _OWES & ~Q(appeal=""), {"appealed": "true"},
)  # fmt: skip
EXTENDED = Measure(
    "extended", DUE, _("Extended"), _("Cases that fell due and whose limit had been extended at least once."),
    _OWES & Q(extension_count__gt=0), {"extended": "true"},
)  # fmt: skip
PUT_OFF = Measure(
    "put_off", DUE, _("Suspended for a time"),
    _("Cases that fell due and whose clock had stood at least once, by a granted suspension."),
    _OWES & Q(suspension_count__gt=0), {"put_off": "true"},
)  # fmt: skip

SHOWN = (
    REPORTED, VALID, THEN_FILED, THEN_DISPATCHED, THEN_FINISHED, THEN_CLOSED, ACCEPTED, FILED, FILED_VOID,
    FILED_RIGHTLY, FILED_VERIFIED, DISPATCHED, RETURNED, RIGHTLY_DISPATCHED, DISPUTED, DISPOSED, REWORKED, CLOSED,
    CLOSED_ON_TIME, REOPENED, OWED, FELL_DUE, DUE_CLOSED, ON_TIME, WAS_LATE, EXCUSED, APPEALED, EXTENDED, PUT_OFF,
)  # fmt: skip
_ENDS = Measure("ended", "ended", "", "", Q(closed_at__isnull=False))
_FALLS_OVERDUE = Measure("fell_overdue", DUE, "", "", _OWES & (_UNFIXED | _FIXED_LATE))
_OVERDUE_ENDS = Measure("overdue_ended", "fixed", "", "", _OWES & _FIXED_LATE)
OPEN = Stock(
    "open", _("Open"), _("Cases that are reported and have not ended, at the end of the period."), REPORTED, _ENDS,
    {"open": "true"},
)  # fmt: skip
OVERDUE = Stock(
    "overdue", pgettext_lazy("case", "Overdue"),
    _(
        "Open cases that are not disposed of and whose due time has passed, at the end of the period. While a case is"
        " suspended its clock stands, and it is not among them."
    ),
    _FALLS_OVERDUE, _OVERDUE_ENDS, {"overdue": "true", "ordering": "due_at"},
)  # fmt: skip
STOCKS = (OPEN, OVERDUE)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in (*SHOWN, _ENDS, _FALLS_OVERDUE, _OVERDUE_ENDS)}
