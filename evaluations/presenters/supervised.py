"""What a scorecard says of the ledger, of orders and of rounds."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.columns import Column
from common.definitions import Definition
from evaluations.dictionary.supervision_rates import SUPERVISION, SupervisionIndicator
from evaluations.periods import Days
from evaluations.presenters.tables import Cell, Line, Table, percent
from evaluations.queries.supervision import Numbers, rate, supervision_url

SHOWN = (
    "items_overdue", "items_on_time_rate", "write_off_rate", "items_return_rate", "orders_unsigned", "orders_overdue",
    "signing_rate", "reply_rate", "deductions", "marks_lost", "look_rate",
)  # fmt: skip


def by_supervision(numbers: Numbers, days: Days, unit: str) -> Table:
    columns = [
        Column("what", pgettext_lazy("scorecard", "Supervision"), fixed=True),
        Column("number", pgettext_lazy("number", "Number"), number=True, fixed=True),
        Column("of", pgettext_lazy("of so many", "Of"), number=True), Column("rate", _("Share, %"), number=True),
    ]  # fmt: skip
    shown = [SUPERVISION[name] for name in SHOWN if _counted(SUPERVISION[name], numbers)]
    lines = [_line(each, numbers, days, unit) for each in shown]
    empty = _("The unit has no items, orders or deductions in this period.")
    return Table("supervision", _("Ledger, orders, rounds"), columns, lines, empty)


def _counted(each: SupervisionIndicator, numbers: Mapping[str, float]) -> bool:
    whole = each.denominator or each.numerator
    return bool(numbers.get(whole.name) or numbers.get(each.numerator.name))


def _line(each: SupervisionIndicator, numbers: Numbers, days: Days, unit: str) -> Line:
    part, whole = each.numerator, each.denominator
    number, share = numbers.get(part.name, 0), rate(numbers, part, whole)
    of = Cell(None) if whole is None else Cell(int(numbers.get(whole.name, 0)), url=supervision_url(whole, days, unit))
    counted = Cell(number, f"{number:g}") if part.sums else Cell(int(number), url=supervision_url(part, days, unit))
    cells = [counted, of, percent(share)]
    return Line(str(each.term), cells, definition=Definition(each.name.replace("_", "-"), each.term, each.meaning))
