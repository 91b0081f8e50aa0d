"""What the words of lateness mean, for people; the rule itself stands in cases.querysets.lateness."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.definitions import Definition

OVERDUE = Definition(
    "overdue", pgettext_lazy("case", "Overdue"),
    _(
        "Open cases that are not disposed of and whose due time has passed at this moment, whether a unit has them or"
        " they came back from one and wait for the next. While a case is suspended its clock stands, and it is not"
        " among them."
    ),
)  # fmt: skip
WAS_LATE = Definition(
    "was-late", pgettext_lazy("case", "Was late"),
    _(
        "Cases that were disposed of after their due time, whether closed by now or not. Left out are those that a"
        " granted overtime appeal excused, and those that were rejected, voided or merged into another."
    ),
)  # fmt: skip
EXEMPT = Definition(
    "exempt", _("Excused by an appeal"),
    _(
        "Cases that were disposed of after their due time and whose overtime appeal was granted. They count neither as"
        " due nor as late; how late they were stays in the case, in its answer by API and in the files."
    ),
)  # fmt: skip
DEFINITIONS = {"overdue": OVERDUE, "was_late": WAS_LATE, "exempt": EXEMPT}
