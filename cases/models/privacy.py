from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class Purpose(models.TextChoices):
    CALL_BACK = "call_back", _("Ask the caller for details")
    INFORM = "inform", _("Tell the caller the result")
    MEET = "meet", _("Meet the caller at the place")
    OTHER = "other", _("Another purpose")
    OPENED = "opened", _("Opened a private case")  # noted by the platform; nobody says it
    TAKEN = "taken", _("Took a private case along in a file or a list of the API")  # so is this


# What a person can say a contact is needed for.
PURPOSES = tuple(purpose for purpose in Purpose if purpose not in (Purpose.OPENED, Purpose.TAKEN))
CONTACT, PRIVATE = "reporter", "private"


class Unmasking(models.Model):
    """Somebody looked at a reporter's name and phone, and said why; or opened a private case, or took it away.

    Append-only, by triggers.

    `what` is `CONTACT` or `PRIVATE`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="unmaskings")
    what = models.CharField(max_length=20, default=CONTACT)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    note = models.CharField(_("in own words"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("unmasking")
        verbose_name_plural = _("unmaskings")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(purpose="other", note=""), name="other_purpose_in_words")
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="unmaskings_newest"),
            models.Index(fields=["user", "at"], name="unmaskings_of_the_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.case_id} {self.purpose}"
