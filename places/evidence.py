"""Tasks of surveys as what photos belong to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Forbidden, Refused
from common.subjects import Subject
from evidence.subjects import EvidenceKind
from places.models import SurveyTask
from places.permissions.surveys import finding_refusal
from places.workflow.surveys import ENDED


class SurveyTaskEvidence(EvidenceKind):
    name = SurveyTask.SUBJECT
    model = SurveyTask

    def titles(self, user: User, keys: Collection[str]) -> Mapping[str, str]:
        tasks = SurveyTask.objects.visible_to(user).filter(pk__in=[UUID(key) for key in keys])
        return {str(pk): title for pk, title in tasks.values_list("pk", "title")}

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        over = SurveyTask.objects.filter(pk__in=[UUID(key) for key in keys], state__in=ENDED, collected_at__lt=before)
        return {str(pk): title for pk, title in over.values_list("pk", "title")}

    def photo_refusal(self, user: User) -> Refused | None:
        return finding_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return Forbidden(_("A survey takes photos and no files."))

    def address(self, subject: Subject, title: str) -> str:
        return reverse("places:survey_task", args=[subject.key])

    def used_before(self, title: str) -> str:
        return (
            _("Already used in the survey of “%(title)s”") % {"title": title} if title else _("Already used elsewhere")
        )
