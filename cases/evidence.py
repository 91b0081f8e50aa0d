"""Cases as what photos and files belong to: what the houses below ask about them."""

from django.utils.translation import gettext_lazy

from cases.models import Case
from evidence.subjects import RowEvidence


class CaseEvidence(RowEvidence):
    """The title of a case is its number."""

    name, model = Case.SUBJECT, Case
    titled, ended_at = ("number",), "closed_at"
    page, by_title = "cases:case", True
    used = gettext_lazy("Already used in case %(number)s")
    used_elsewhere = gettext_lazy("Already used in another case")
