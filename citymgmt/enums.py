"""What the lists of words are called in the OpenAPI document: a name of its own for each that several fields have."""

ENUM_NAMES = {
    "StateEnum": "cases.workflow.State",
    "MoveEnum": "cases.api.answers.MOVE_NAMES",
    "AskEnum": "cases.api.answers.ASKED",
    "VisitStateEnum": "inspections.workflow.VisitState",
    "VisitKindEnum": "inspections.workflow.Kind",
    "VisitMoveEnum": "inspections.api.answers.MOVE_NAMES",
    "PermitStateEnum": "places.workflow.PermitState",
    "PermitKindEnum": "places.choices.PermitKind",
    "PermitMoveEnum": "places.api.answers.PERMIT_MOVES",
    "ZoneKindEnum": "places.choices.ZoneKind",
    "ItemStateEnum": "ledgers.workflow.item_states.ItemState",
    "ItemSourceEnum": "ledgers.workflow.item_states.SourceOfItem",
    "ItemLevelEnum": "ledgers.workflow.item_states.ItemLevel",
    "ItemMoveEnum": "ledgers.api.answers.ITEM_MOVES",
    "StageEnum": "catalogue.choices.Stage",
    "PhotoKindEnum": "evidence.models.PhotoKind",
    "MatterKindEnum": "catalogue.choices.MatterKind",
    "DepartmentKindEnum": "departments.models.Kind",
}
