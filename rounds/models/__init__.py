"""督导检查: schemes, plans and checklists, and the rounds that are walked by them. All geometry is WGS 84.

Nothing here is deleted: what was found and charged has to be traced to the draw and to the checklist it was found by.
"""

from rounds.models.answers import Answer
from rounds.models.checklists import Checklist, ChecklistItem, ChecklistLine, ChecklistVersion
from rounds.models.findings import Finding, FindingState
from rounds.models.objections import Objection, ObjectionEvent
from rounds.models.plans import Plan, Scheme
from rounds.models.rounds import Draw, Round, RoundEvent, Stop, StopEvent

__all__ = [
    "Answer",
    "Checklist",
    "ChecklistItem",
    "ChecklistLine",
    "ChecklistVersion",
    "Draw",
    "Finding",
    "FindingState",
    "Objection",
    "ObjectionEvent",
    "Plan",
    "Round",
    "RoundEvent",
    "Scheme",
    "Stop",
    "StopEvent",
]
