"""Who owes a fix: the decision for a case, who owns what where, and which cases a rule speaks of."""

from cases.routing.decision import (
    COMPONENT,
    IMPORTED,
    MANUAL,
    NOBODY,
    OWNERLESS,
    Considered,
    Decision,
    RoutingQuestion,
    decide,
    decide_many,
    question,
)
from cases.routing.specificity import ANY, WHATS, WHERES
from cases.routing.words import by_rule, what_name, where_name, why_text

__all__ = [
    "ANY",
    "COMPONENT",
    "IMPORTED",
    "MANUAL",
    "NOBODY",
    "OWNERLESS",
    "WHATS",
    "WHERES",
    "Considered",
    "Decision",
    "RoutingQuestion",
    "by_rule",
    "decide",
    "decide_many",
    "question",
    "what_name",
    "where_name",
    "why_text",
]
