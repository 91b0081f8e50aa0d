"""Findings as what photos belong to: what is deducted for is seen by who walks, who decides and who is charged."""

from django.utils.translation import gettext_lazy

from evidence.subjects import RowEvidence
from rounds.models import Finding


class FindingEvidence(RowEvidence):
    """Its photos come with the answer; the title is the round's number and the place."""

    name, model = Finding.SUBJECT, Finding
    titled, ended_at = ("round__number", "place__name"), "round__settled_at"
    page = "rounds:finding"
    used = gettext_lazy("Already used in the round %(title)s")
