"""The verbs of the catalogue: what administrators keep of classes, conditions, limits and intake."""

from catalogue.actions.classes import (
    ClassWish,
    ConditionWish,
    SubclassWish,
    class_,
    class_key,
    condition,
    condition_key,
    subclass,
)
from catalogue.actions.intake import IntakePolicyWish, StageLimitWish, intake_policy, stage_key, stage_limit

__all__ = [
    "ClassWish",
    "ConditionWish",
    "IntakePolicyWish",
    "StageLimitWish",
    "SubclassWish",
    "class_",
    "class_key",
    "condition",
    "condition_key",
    "intake_policy",
    "stage_key",
    "stage_limit",
    "subclass",
]
