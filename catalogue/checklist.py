"""Catalogue, intake of the sources and limits of the desk on the checklist of the city's set-up."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from catalogue.choices import Intake, Source, Stage
from catalogue.models import Category, FilingCondition, IntakePolicy, StageLimit, Taxonomy
from catalogue.registers import STAGE_LIMITS
from registry.checklist import Item, Problem, Weight, declare_part, found, missing

DESK_STAGES = tuple(stage for stage in Stage if stage != Stage.DISPOSE)  # disposal has the limit of its condition


def declare() -> None:
    declare_part("catalogue", 70, _catalogue)
    declare_part("sources", 100, _sources)
    declare_part("stages", 110, _stages)


def _catalogue(today: date) -> Item:
    subclasses = Category.objects.in_force()
    conditions = FilingCondition.objects.filter(ended_on=None)
    classes, ways = subclasses.count(), conditions.count()
    facts = [
        (classes, npgettext("a number of", "subclass", "subclasses", classes)),
        (ways, npgettext("a number of", "filing condition", "filing conditions", ways)),
    ]
    problems: list[Problem] = []
    if not Taxonomy.objects.filter(ended_on=None).exists():
        problems += missing(Weight.STOPS, _("No catalogue: nothing can be reported."))

    def sentence(n: int) -> str:
        return (
            ngettext(
                "%d subclass has no filing condition, so no limit",
                "%d subclasses have no filing condition, so no limit",
                n,
            )
            % n
        )

    without = subclasses.filter(~Exists(conditions.filter(category=OuterRef("pk"))))
    problems += found(Weight.HURTS, sentence, without)
    home = reverse("catalogue:catalogue")
    return Item(_("Catalogue"), "list-details", facts, "catalogue.csv", home, problems=problems)


def _sources(today: date) -> Item:
    intakes = dict(IntakePolicy.objects.values_list("source", "intake"))
    by_itself = [source for source in Source if intakes.get(source) == Intake.AUTO]
    free, desk = len(by_itself), len(Source) - len(by_itself)
    facts = [
        (free, ngettext("goes by itself", "go by themselves", free)),
        (desk, ngettext("goes over the desk", "go over the desk", desk)),
    ]
    waits = _("Every report waits for the desk: no source is filed and dispatched by rule.")
    problems = [] if by_itself else missing(Weight.HURTS, waits)
    return Item(_("Sources"), "inbox", facts, "sources.csv", reverse("catalogue:intake"), problems=problems)


def _stages(today: date) -> Item:
    present = set(StageLimit.objects.values_list("stage", flat=True))
    without = [stage.label for stage in DESK_STAGES if stage not in present]
    sentence = _("These stages have no limit: nobody is reminded")
    problems = missing(Weight.HURTS, sentence, without) if without else []
    home, facts = STAGE_LIMITS.home, [(len(present), ngettext("stage", "stages", len(present)))]
    return Item(_("Limits of the desk"), "clock", facts, "stages.csv", home, problems=problems)
