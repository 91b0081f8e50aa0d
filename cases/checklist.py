"""The routing rules on the checklist of the city's set-up."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import RoutingRule
from cases.routing.ownership import matrix
from registry.checklist import Item, Problem, Weight, declare_part, declare_sight, missing


def declare() -> None:
    declare_part("rules", 80, _rules)
    declare_sight("units", "cases:matrix")


def _rules(today: date) -> Item:
    owned = matrix(today)
    problems: list[Problem] = []
    if n := owned.holes:
        words = ngettext(
            "%d pair of subclass and place belongs to nobody", "%d pairs of subclass and place belong to nobody", n
        )
        problems += missing(Weight.STOPS, words % n)
    if n := owned.conflicts:
        words = ngettext("%d conflict: two units for the same", "%d conflicts: two units for the same", n)
        problems += missing(Weight.HURTS, words % n)
    if n := RoutingRule.objects.filter(ended_on=None, department__active=False).count():
        words = ngettext("%d rule names a unit that is not active", "%d rules name a unit that is not active", n)
        problems += missing(Weight.HURTS, words % n)
    facts = [(RoutingRule.objects.in_force(today).count(), _("in force"))]
    return Item(
        _("Routing rules"), "route", facts, "rules.csv", reverse("cases:rules"), reverse("cases:matrix"), problems
    )
