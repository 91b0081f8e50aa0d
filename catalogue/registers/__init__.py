"""What administrators keep of classes, filing conditions, limits and intake."""

from catalogue.registers.catalogue_file import CATALOGUE
from catalogue.registers.claims import SOURCE_CLAIMS, SourceClaimData
from catalogue.registers.classes import (
    CLASSES,
    CONDITIONS,
    SUBCLASSES,
    TAXONOMIES,
    ClassData,
    ConditionData,
    SubclassData,
    TaxonomyData,
    class_key,
    condition_key,
)
from catalogue.registers.intake import INTAKE, STAGE_LIMITS, IntakeData, StageLimitData, stage_key

__all__ = [
    "CATALOGUE",
    "CLASSES",
    "CONDITIONS",
    "INTAKE",
    "SOURCE_CLAIMS",
    "STAGE_LIMITS",
    "SUBCLASSES",
    "TAXONOMIES",
    "ClassData",
    "ConditionData",
    "IntakeData",
    "SourceClaimData",
    "StageLimitData",
    "SubclassData",
    "TaxonomyData",
    "class_key",
    "condition_key",
    "stage_key",
]
