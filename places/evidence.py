"""Tasks of surveys as what photos belong to."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.refusals import Forbidden, Refused
from evidence.subjects import RowEvidence
from places.models import SurveyTask
from places.permissions.surveys import finding_refusal
from places.workflow.surveys import ENDED


class SurveyTaskEvidence(RowEvidence):
    name, model = SurveyTask.SUBJECT, SurveyTask
    titled, ended_at = ("title",), "collected_at"
    page = "places:survey_task"
    used = gettext_lazy("Already used in the survey of “%(title)s”")

    def ended(self, keys: Collection[str], *, before: datetime) -> Mapping[str, str]:
        """Collected and decided on: what was returned is collected anew."""
        over = SurveyTask.objects.filter(pk__in=keys, state__in=ENDED, collected_at__lt=before)
        return {str(pk): title for pk, title in over.values_list("pk", "title")}

    def photo_refusal(self, user: User) -> Refused | None:
        return finding_refusal(user)

    def file_refusal(self, user: User) -> Refused | None:
        return Forbidden(_("A survey takes photos and no files."))
