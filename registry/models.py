"""What was changed of the city's set-up, what is planned to change, and the numbers that the city has decided."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Change(models.Model):
    """An entry of the change log: who changed what of the city's set-up, from what to what. It is only ever added to.

    `key` finds the thing among those of its `kind`, `label` is its name of that day. `before` is None for what was
    added, `after` for what was taken away; `by` is None for what the operator did with manage.py. `batch` is the same
    for all entries of one loaded folder, whose own entry says what was loaded.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=250)  # of several parts, of which one may be a user name of 150
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reverts = models.OneToOneField("self", models.PROTECT, null=True, related_name="reverted_by")
    batch = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "key", "-id"], name="changes_of_a_thing"),
            models.Index(fields=["by", "-id"], name="changes_of_a_person"),
            models.Index(fields=["at"], name="changes_by_time"),
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="changes_of_a_load"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.key}"

    @property
    def touched(self) -> list[str]:
        """The fields in which before and after differ, in the order in which the thing says them."""
        return _differ(self.before or {}, self.after or {})


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = dict.fromkeys([*before, *after])
    return [name for name in names if before.get(name) != after.get(name)]


class PlanState(models.TextChoices):
    WAITING = "waiting", _("To come")
    DONE = "done", _("Carried out")
    DROPPED = "dropped", _("Taken back")
    FAILED = "failed", _("Failed")


class PlannedChange(models.Model):
    """A change of the set-up from a day to come on; the clock makes it on that day, and `change` is what it made.

    `before` is what stood when it was planned (None: a new thing), `after` what was wished (None: that it be taken
    away): what differs is carried out. `batch` is the same for those that were planned with one another, as by one
    spreadsheet; `by` is None for what a loaded folder plans. `failure` says why it could not be done.
    """

    on = models.DateField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=250)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    batch = models.UUIDField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=PlanState.choices, default=PlanState.WAITING)
    settled_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    change = models.OneToOneField(Change, models.PROTECT, null=True, related_name="planned")

    class Meta:
        verbose_name = _("planned change")
        verbose_name_plural = _("planned changes")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "on"], condition=models.Q(state="waiting"), name="one_plan_for_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["on"], condition=models.Q(state="waiting"), name="plans_to_come"),
            models.Index(fields=["id"], condition=models.Q(state="failed"), name="plans_that_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.key}"

    @property
    def touched(self) -> list[str]:
        """The fields that it changes."""
        return _differ(self.before or {}, self.after or {})

    def says(self, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
        """Whether it does just this: make `after` of `before`."""
        touched, planned = set(_differ(before or {}, after)), self.after or {}
        return touched == set(self.touched) and all(planned.get(name) == after.get(name) for name in touched)


class ApprovalState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second administrator")
    APPROVED = "approved", _("Approved")
    USED = "used", _("Approved, and the link was made")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed: its term is over")


class Approval(models.Model):
    """What an administrator, or the operator (`by` is None), asked for and a second administrator has to approve.

    `kind` and `key` name the thing as the change log does, `before` is what stands until then and `after` what was
    asked. `person` is whom it concerns. After `ends_at` it can't be approved any more; what was approved and is done
    by another verb (a link for a password) has to be done before. `change` is what the approval made.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=250)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ApprovalState.choices, default=ApprovalState.WAITING)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    change = models.OneToOneField(Change, models.PROTECT, null=True, related_name="approval")

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="waiting"), name="one_approval_waits"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=models.Q(state="waiting"), name="approvals_waiting"),
            models.Index(fields=["kind", "key", "-id"], name="approvals_of_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"

    @property
    def touched(self) -> list[str]:
        """The fields that it changes."""
        return _differ(self.before or {}, self.after or {})

    @property
    def wished(self) -> Mapping[str, Any]:
        """What it would make, as people have to read it: all of what would be switched on, else what changes."""
        before, after = self.before or {}, self.after or {}
        whole = after.get("active") and not before.get("active")
        return after if whole else {name: after.get(name) for name in self.touched}


class PrivacyAct(models.TextChoices):
    CALLERS = "callers", _("Name and telephone removed after their term")
    ORIGINALS = "originals", _("Originals of photos removed after their term")
    FORGOTTEN = "forgotten", _("Removed at a person's request")
    HANDED_OUT = "handed_out", _("Handed out at a person's request")
    LOOKED = "looked", _("Telephone looked at")


class PrivacyRecord(models.Model):
    """What was done with personal data of a thing: by which rule, when, by whom, and never what they said.

    It is only ever added to. `subject_kind`, `subject_key` and `label` name the thing. `days` is the term that the city
    had set then; `number` how many pieces (fields, texts, files) it was; `by` is None for the clock.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=PrivacyAct.choices)
    subject_kind = models.CharField(max_length=20)
    subject_key = models.CharField(max_length=64)
    label = models.CharField(max_length=120)
    number = models.PositiveIntegerField(default=1)
    days = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("record of personal data")
        verbose_name_plural = _("records of personal data")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="privacy_newest"),
            models.Index(fields=["subject_kind", "subject_key"], name="privacy_of_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.label}"


class SettingValue(models.Model):
    """A number that the city has decided otherwise than its declaration (a `registry.settings.Setting`) presumes."""

    name = models.CharField(max_length=40, unique=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"
