"""Draws the states of each kind of thing that has a table of moves, and who may make which move."""

from collections.abc import Mapping

from common.management.drawn import DrawnPages
from common.workflow.charts import CHARTS
from common.workflow.drawing import states_page


class Command(DrawnPages):
    help = "Write docs/<kind>-states.md from each table of moves (with --check: only compare)."

    def pages(self) -> Mapping[str, str]:
        return {f"{kind}-states.md": states_page(chart) for kind, chart in CHARTS.items()}
