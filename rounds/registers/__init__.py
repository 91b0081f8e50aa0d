"""What a city keeps of its rounds: schemes, plans, and checklists with their items."""

from rounds.registers.checklists import CHECKLISTS, ITEMS, ChecklistData, ItemData
from rounds.registers.plans import PLANS, SCHEMES, PlanData, SchemeData

__all__ = ["CHECKLISTS", "ITEMS", "PLANS", "SCHEMES", "ChecklistData", "ItemData", "PlanData", "SchemeData"]
