"""Schemes and plans: who looks at what, how, how often, and by which checklist."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.periods import Period
from departments.models import Department, Group
from rounds.choices import Openness, Scope, Selection
from rounds.models.checklists import Checklist

_ENDS = Q(ended_on=None) | Q(ended_on__gt=F("started_on"))


def _codes(longest: int = 40) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=longest), default=list, blank=True)


class Scheme(models.Model):
    """督导检查方案: what bodies agreed to look at together.

    `organisers` are codes of groups, such as 督查室 and 考核办; `unit` is the responsible body.
    """

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    content = models.TextField(_("content"), blank=True)
    organisers = _codes()
    unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible body")
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("rounds", "scheme")
        verbose_name_plural = pgettext_lazy("rounds", "schemes")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=_ENDS, name="scheme_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """检查计划: how often, in which way and by whom places are looked at. Rounds follow from it by the clock.

    `frequency` is a text of `common.periods`. `kinds`, `zones` and `units` are codes: a place is looked at if its kind
    is one of these, its point lies in one of these zones, and its unit is one of these or below one; none: all.
    `sample_size` is the number of places of one round, none: all of them. The weights say how often a place of each
    risk is drawn in proportion to others; after `doubles_after` days without a look a place weighs twice as much.
    `draws_at` is the hour of the day at which the places are drawn. `next_at` is when the next window begins, None
    where none follows: the clock makes its round then.
    """

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    scheme = models.ForeignKey(
        Scheme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=pgettext_lazy("rounds", "scheme"),
    )
    content = models.TextField(_("content"), blank=True)
    selection = models.CharField(_("selection"), max_length=8, choices=Selection.choices, default=Selection.REGULAR)
    openness = models.CharField(_("openness"), max_length=8, choices=Openness.choices, default=Openness.OPEN)
    scope = models.CharField(_("scope"), max_length=14, choices=Scope.choices, default=Scope.SPECIAL)
    frequency = models.CharField(_("frequency"), max_length=100)
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="plans", verbose_name=_("checklist"))
    kinds = _codes(32)
    zones = _codes(32)
    units = _codes()
    sample_size = models.PositiveSmallIntegerField(_("places of a round"), null=True, blank=True)
    weight_low = models.PositiveSmallIntegerField(_("weight of low risk"), default=1)
    weight_normal = models.PositiveSmallIntegerField(_("weight of ordinary risk"), default=2)
    weight_high = models.PositiveSmallIntegerField(_("weight of high risk"), default=4)
    doubles_after = models.PositiveSmallIntegerField(_("days after which the weight doubles"), default=90)
    draws_at = models.CharField(_("hour of the draw"), max_length=5, default="08:00")
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("rounds", "plan")
        verbose_name_plural = pgettext_lazy("rounds", "plans")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=_ENDS, name="plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(weight_low__gt=0, weight_normal__gt=0, weight_high__gt=0, doubles_after__gt=0),
                name="plan_weighs_all_places",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="round_plans_to_come")]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        return Period.parse(self.frequency)

    def holds_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)
