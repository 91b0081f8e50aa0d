"""What administrators keep of how reports come in: the intake of each source, the limits of the stages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.actions.classes import read_limit, wrong
from catalogue.choices import Intake, Source, Stage, Urgency
from catalogue.models import IntakePolicy, StageLimit
from common.refusals import Missing
from registry.actions import Register


@dataclass(frozen=True)
class IntakePolicyWish:
    intake: str


@dataclass(frozen=True)
class StageLimitWish:
    """A number and its unit: "4 work_hour"."""

    limit: str


class IntakePolicies(Register[IntakePolicy, IntakePolicyWish]):
    """The key is the source; one without a row goes over the desk."""

    kind = "intake_policy"
    wish = IntakePolicyWish
    by_default = True

    def find(self, key: str) -> IntakePolicy | None:
        return IntakePolicy.objects.select_for_update().filter(source=key).first()

    def snapshot(self, row: IntakePolicy) -> IntakePolicyWish:
        return IntakePolicyWish(row.intake)

    def name(self, row: IntakePolicy) -> str:
        return str(Source(row.source).label)

    def write(self, row: IntakePolicy | None, key: str, wish: IntakePolicyWish, by: User) -> IntakePolicy:
        if key not in Source.values or wish.intake not in Intake.values:
            raise wrong("intake", _("There is no such source or intake."))
        found = row or IntakePolicy(source=key)
        found.intake = wish.intake
        found.save()
        return found

    def inverse(self, row: IntakePolicy) -> None:
        return None


def stage_key(stage: str, source: str = "", urgency: str = "") -> str:
    """`stage|source|urgency`; empty is any."""
    return f"{stage}|{source}|{urgency}"


class StageLimits(Register[StageLimit, StageLimitWish]):
    """A limit that is taken away leaves the stage to the row that says less, or without a clock."""

    kind = "stage_limit"
    wish = StageLimitWish

    def find(self, key: str) -> StageLimit | None:
        return StageLimit.objects.select_for_update().filter(**_stage_named(key)).first()

    def snapshot(self, row: StageLimit) -> StageLimitWish:
        return StageLimitWish(row.limit.text)

    def name(self, row: StageLimit) -> str:
        parts = [Stage(row.stage).label]
        parts += [Source(row.source).label] if row.source else []
        parts += [Urgency(row.urgency).label] if row.urgency else []
        return " · ".join(str(part) for part in parts)

    def write(self, row: StageLimit | None, key: str, wish: StageLimitWish, by: User) -> StageLimit:
        named = _stage_named(key)
        known = {"stage": Stage.values, "source": ["", *Source.values], "urgency": ["", *Urgency.values]}
        for name, value in named.items():
            if value not in known[name]:
                raise wrong(name, _("There is no such stage, source or urgency."))
        limit = read_limit(wish.limit)
        found = row or StageLimit(**named)
        found.value, found.unit = limit.value, limit.unit
        found.save()
        return found

    def inverse(self, row: StageLimit) -> None:
        return None


def _stage_named(key: str) -> dict[str, str]:
    parts = key.split("|")
    if len(parts) != 3:
        raise Missing(_("There is no such limit."))
    return dict(zip(("stage", "source", "urgency"), parts, strict=True))


intake_policy, stage_limit = IntakePolicies(), StageLimits()
