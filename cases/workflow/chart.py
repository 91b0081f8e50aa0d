"""The table of moves of a case for those who show it."""

from accounts.roles import role_label
from cases.workflow.states import FINAL, State
from cases.workflow.table import MOVES
from cases.workflow.words import REPORT, WORDS
from common.workflow.charts import Chart

CHART = Chart(
    kind="case", source="cases/workflow/table.py", states=State, final=FINAL, moves=MOVES, words=WORDS, first=REPORT,
    role_label=role_label,
)  # fmt: skip
