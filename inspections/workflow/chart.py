"""The table of moves of a visit for those who show it."""

from accounts.roles import role_label
from common.workflow.charts import Chart
from inspections.workflow.states import FINAL, VisitState
from inspections.workflow.table import MOVES, ORDER, WORDS

CHART = Chart(
    kind="visit", source="inspections/workflow/table.py", states=VisitState, final=FINAL, moves=MOVES, words=WORDS,
    first=ORDER, role_label=role_label,
)  # fmt: skip
