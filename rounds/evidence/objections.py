"""Objections as what photos belong to: what the unit shows against a deduction."""

from django.utils.translation import gettext_lazy

from evidence.subjects import RowEvidence
from rounds.models import Objection


class ObjectionEvidence(RowEvidence):
    name, model = Objection.SUBJECT, Objection
    titled, ended_at = ("finding__round__number", "finding__place__name"), "decided_at"
    page = "rounds:objection"
    used = gettext_lazy("Already used in the objection to a finding of %(title)s")
