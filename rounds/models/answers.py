"""What was said of each line of a checklist at each stop, one message at a time."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.bounds import moments_within
from common.words import TextParts
from rounds.choices import Verdict
from rounds.models.checklists import ChecklistLine
from rounds.models.rounds import Stop
from rounds.querysets.answers import AnswerQuerySet
from rounds.scoring import NOTHING


class Answer(models.Model):
    """One answer, under an id that the phone made; sent again it is the same answer.

    It is never changed: who thinks better of it answers anew, and the row before gets `replaced_at`. `lost` is what it
    cost by the line as it was frozen. `answered_at` is when the phone says it was, `at` when it came in; `distance_m`
    is how far from the place the phone was.
    """

    id = models.UUIDField(primary_key=True)
    # Foreign keys have no index of their own where a constraint or an index begins with them, or nobody asks by them.
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="answers", db_index=False)
    item = models.ForeignKey(ChecklistLine, models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(_("answer"), max_length=3, choices=Verdict.choices)
    pieces = models.PositiveSmallIntegerField(_("pieces"), default=0)
    lost = models.DecimalField(_("marks lost"), max_digits=6, decimal_places=2, default=NOTHING)
    note = models.TextField(_("note"), blank=True)
    location = models.PointField(srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    distance_m = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField()
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["stop", "item"], condition=Q(replaced_at=None), name="line_answered_once"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.NO, pieces__gte=1) | ~Q(verdict=Verdict.NO) & Q(pieces=0, lost=0),
                name="only_no_costs_marks",
            ),
            models.CheckConstraint(condition=Q(lost__gte=0), name="answer_loses_no_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(replaced_at__gte=F("at")), name="answer_replaced_later"
            ),
            models.CheckConstraint(condition=moments_within("answered_at"), name="answer_has_a_moment"),
        ]
        indexes = [
            models.Index(fields=["stop", "at"], name="answers_of_stop"),
            # What findings are found by.
            models.Index(fields=["item"], condition=Q(verdict=Verdict.NO), name="answers_no_of_line"),
            GinIndex(TextParts("note"), condition=~Q(note=""), name="answer_note_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.lost}"
