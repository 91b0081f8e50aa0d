"""Visits of what is no case as what photos belong to; the photos of a case's visit are the case's."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from evidence.subjects import RowEvidence
from inspections.models import Visit


class VisitEvidence(RowEvidence):
    name, model = Visit.SUBJECT, Visit
    titled, ended_at, which = ("title",), "done_at", Q(case=None)
    page = "inspections:visit"
    used = gettext_lazy("Already used in the visit “%(title)s”")
