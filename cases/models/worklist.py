"""What people keep about lists: filters under a name, and many moves at once with an answer for each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.querysets import SavedFilterQuerySet
from departments.models import Department


class SavedFilter(models.Model):
    """A list's filter under a name, its owner's alone or shared with the people of a role or of a unit.

    `query` is what stands behind the question mark of the list's address, without the page.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_filter_per_name"),
            models.CheckConstraint(condition=Q(role="") | Q(department=None), name="shared_with_role_or_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shared(self) -> bool:
        return bool(self.role or self.department_id)


class DefaultFilter(models.Model):
    """The filter with which a person's list opens: an own one or one shared with them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filter = models.ForeignKey(SavedFilter, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.user} → {self.filter}"


class BulkRun(models.Model):
    """One move of many cases. `id` was made with its form, so that pressing twice starts it once.

    `rows` is a list of [case id, number, version seen]; `said` the form as it was sent, urlencoded; `answers` maps a
    case id to "" (done) or the sentence of its refusal. What has no answer yet is still to do.
    """

    id = models.UUIDField(primary_key=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    move = models.CharField(max_length=20)
    said = models.TextField()
    rows = models.JSONField()
    answers = models.JSONField(default=dict)
    back = models.CharField(max_length=1000, blank=True)  # the list's question, to return to
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("moves at once")
        verbose_name_plural = _("moves at once")

    def __str__(self) -> str:
        return f"{self.move} × {len(self.rows)}"

    @property
    def done(self) -> int:
        return len(self.answers)

    @property
    def total(self) -> int:
        return len(self.rows)
