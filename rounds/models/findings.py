"""A finding: what an answer "no" found, what it cost, who is charged with it, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Case
from common.subjects import Subject
from departments.models import Department
from ledgers.models import Item
from places.models import Place
from rounds.models.answers import Answer
from rounds.models.rounds import Round
from rounds.querysets.findings import FindingQuerySet


class FindingState(models.TextChoices):
    CHARGED = "charged", _("Charged")
    TAKEN_BACK = "taken_back", _("Taken back after an objection")
    CORRECTED = "corrected", pgettext_lazy("finding", "Answered anew")


class Finding(models.Model):
    """Made with its answer, and charged to a unit and, where one is named, to a person of it.

    Only what is `CHARGED` counts in any score. `object_until` is the end of the unit's term, written when the round is
    handed in: no later change of the setting moves it. `case` and `item` are what it was turned into.
    """

    SUBJECT = "finding"  # its kind, where photos, notices and visits belong to it

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="finding")
    round = models.ForeignKey(Round, models.PROTECT, related_name="findings", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=12, choices=FindingState.choices, default=FindingState.CHARGED)
    lost = models.DecimalField(_("marks lost"), max_digits=6, decimal_places=2)
    found_at = models.DateTimeField(_("found"))
    object_until = models.DateTimeField(_("objections until"), null=True, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="findings", db_index=False, verbose_name=_("case")
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="findings", db_index=False, verbose_name=_("item")
    )
    # The unannounced look at it: what was seen, None before anybody looked.
    looked_at = models.DateTimeField(null=True, blank=True)
    look_passed = models.BooleanField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-found_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_at=None, look_passed=None) | Q(looked_at__isnull=False, look_passed__isnull=False),
                name="finding_looked_at_with_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="findings_newest"),
            models.Index(fields=["object_until"], condition=Q(state="charged"), name="findings_objectionable"),
            models.Index(fields=["round", "unit"], name="findings_of_round"),
            models.Index(fields=["unit", "found_at", "id"], name="findings_of_unit"),
            models.Index(fields=["place", "found_at", "id"], name="findings_of_place"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="findings_of_case"),
            models.Index(fields=["item"], condition=Q(item__isnull=False), name="findings_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.place} −{self.lost.normalize():f}"

    def get_absolute_url(self) -> str:
        return reverse("rounds:finding", args=[self.pk])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))

    @property
    def counts(self) -> bool:
        """Whether its marks are lost."""
        return self.state == FindingState.CHARGED
