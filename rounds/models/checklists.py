"""Checklists: what is looked at in a place, what it is worth, and what a fault costs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.subjects import Subject
from rounds.choices import Rule
from rounds.scoring import Line


class Checklist(models.Model):
    """检查表, as a city keeps it. A round has the version that stood when its places were drawn."""

    SUBJECT = (
        "checklist"  # its kind, where example photos belong to it: items come and go, and rounds keep their photos
    )

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("note"), max_length=500, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("rounds:checklist", args=[self.code])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))


class ItemFields(models.Model):
    """What an item asks and what a fault costs: "no" takes `each` once or for each piece, and never more than `cap`.

    `category` is the code of the class that a finding of it has, `condition` the number of its filing condition.
    """

    code = models.CharField(_("code"), max_length=32)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(pgettext_lazy("checklist", "item"), max_length=200)
    explanation = models.TextField(_("explanation"), blank=True)
    marks = models.DecimalField(_("marks"), max_digits=6, decimal_places=2)
    rule = models.CharField(_("rule of deduction"), max_length=6, choices=Rule.choices, default=Rule.PIECE)
    each = models.DecimalField(_("deduction"), max_digits=6, decimal_places=2)
    cap = models.DecimalField(_("at most"), max_digits=6, decimal_places=2)
    category = models.CharField(_("class"), max_length=40, blank=True)
    condition = models.PositiveSmallIntegerField(_("filing condition"), null=True, blank=True)
    required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def counting(self) -> Line:
        return Line(self.marks, self.rule, self.each, self.cap)


class ChecklistItem(ItemFields):
    """One item of a checklist as it stands now. `photos` are the ids of its example photos, in the order shown."""

    photos = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True, editable=False)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items", db_index=False)

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        ordering = ["checklist", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["checklist", "code"], name="one_item_of_a_code")]


class ChecklistVersion(models.Model):
    """A checklist as it stood when rounds were drawn by it. Append-only: a trigger refuses any change.

    `content_hash` is the fingerprint of its lines: a checklist that did not change since makes no new version.
    """

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        ordering = ["checklist", "number"]
        constraints = [models.UniqueConstraint(fields=["checklist", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class ChecklistLine(ItemFields):
    """A line of a version, frozen. Append-only. `photos` are the ids of its example photos then."""

    version = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="lines", db_index=False)
    photos = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        verbose_name = _("line of a checklist")
        verbose_name_plural = _("lines of checklists")
        ordering = ["version", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_line_of_a_code")]
