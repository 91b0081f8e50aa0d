"""The lives of what a ledger holds. Pure; the tests state the tables of moves a second time by hand."""

from ledgers.workflow.items import CHART as ITEM_CHART

CHARTS = (ITEM_CHART,)

__all__ = ["CHARTS", "ITEM_CHART"]
