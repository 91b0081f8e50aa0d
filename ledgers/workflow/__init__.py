"""The lives of what a ledger holds. Pure; the tests state the tables of moves a second time by hand."""

from ledgers.workflow.items import CHART as ITEM_CHART
from ledgers.workflow.orders import CHART as ORDER_CHART

CHARTS = (ITEM_CHART, ORDER_CHART)

__all__ = ["CHARTS", "ITEM_CHART", "ORDER_CHART"]
