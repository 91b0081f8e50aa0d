"""What administrators keep of how reports come in: the intake of each source, the limits of the stages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.choices import Intake, Source, Stage, Urgency
from catalogue.models import IntakePolicy, StageLimit
from catalogue.registers.limits import UNIT, VALUE, limit, read_limit
from common.worktime import Limit, LimitUnit
from registry import cells
from registry.registers import Field, Key, TableRegister


@dataclass(frozen=True)
class IntakeData:
    intake: str


class IntakePolicies(TableRegister[IntakePolicy, IntakeData]):
    """A source without a row goes over the desk."""

    kind, title, plural = "intake_policy", _("Intake of a source"), _("Intake of the sources")
    model, data_class = IntakePolicy, IntakeData
    by_default = True
    note = _("It counts for reports that come from now on. Whatever lies outside the city's areas goes over the desk.")
    key = Key(Field("source", _("Source"), cells.one(Source), required=True))
    fields = (Field("intake", _("Intake"), cells.one(Intake), required=True, column="road"),)
    file = "sources.csv"

    def name(self, row: IntakePolicy) -> str:
        return str(Source(row.source).label)

    def inverse(self, row: IntakePolicy) -> None:
        return None


def _timed(cell: str) -> str:
    """A stage that has a limit of its own."""
    stage = cells.choice(Stage)(cell)
    if stage == Stage.DISPOSE:
        raise ValueError(gettext("Disposal has the limit of its filing condition, in the catalogue."))
    return str(stage)


_TIMED = [(stage.value, stage.label) for stage in Stage if stage != Stage.DISPOSE]
TIMED = replace(cells.one(Stage), read=_timed, formfield=partial(forms.ChoiceField, choices=_TIMED))


@dataclass(frozen=True)
class StageLimitData:
    """A number and its unit: "4 work_hour"."""

    limit: str


class StageLimits(TableRegister[StageLimit, StageLimitData]):
    """A limit that is taken away leaves the stage to the row that says less, or without a clock."""

    kind, title, plural = "stage_limit", _("Limit of a stage"), _("Limits of the stages")
    page, order, tab, icon = "limits", 40, _("Limits"), "clock"
    about = _("Disposal has the limit of its filing condition, in the catalogue.")
    note = _("A changed limit counts for clocks that start from now on. Clocks that run keep theirs.")
    empty = _("no limit: nobody is reminded")
    model, data_class = StageLimit, StageLimitData
    key = Key(
        Field("stage", _("Stage"), TIMED, required=True),
        Field(
            "source", _("Source"), cells.one(Source), empty=_("Any source"),
            help=_("The limit that says more wins, the source before the urgency."),
        ),
        Field("urgency", _("Urgency"), cells.one(Urgency), empty=_("Any urgency")),
    )  # fmt: skip
    fields = (Field("limit", _("Limit"), limit(), required=True),)
    file = "stages.csv"

    @property
    def file_fields(self) -> tuple[Field, ...]:
        stage, source, urgency = self.key.fields
        return stage, VALUE, UNIT, source, urgency

    def snapshot(self, row: StageLimit) -> StageLimitData:
        return StageLimitData(row.limit.text)

    def fill(self, row: StageLimit, data: StageLimitData, references: Any) -> None:
        limit = read_limit(data.limit)
        row.value, row.unit = limit.value, limit.unit

    @property
    def columns(self) -> list[str]:
        return ["value", "unit"]

    def read_row(self, values: Mapping[str, Any]) -> tuple[str, StageLimitData]:
        return self.key.text(values), StageLimitData(Limit(values["value"], LimitUnit(values["unit"])).text)

    def write_row(self, row: StageLimit) -> dict[str, Any]:
        return self.row_parts(row) | {"value": row.value, "unit": row.unit}

    def name(self, row: StageLimit) -> str:
        parts = [Stage(row.stage).label]
        parts += [Source(row.source).label] if row.source else []
        parts += [Urgency(row.urgency).label] if row.urgency else []
        return " · ".join(str(part) for part in parts)

    def inverse(self, row: StageLimit) -> None:
        return None


def stage_key(stage: str, source: str = "", urgency: str = "") -> str:
    """`stage|source|urgency`; empty is any."""
    return f"{stage}|{source}|{urgency}"


INTAKE, STAGE_LIMITS = IntakePolicies(), StageLimits()
