"""The cases that the clock has to look at, by the moment at which it must."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class ChaseEntry(models.Model):
    """`Case.next_chase_at` of a case, in a table that has nothing else; triggers of `Case` write it.

    An index of the cases could hold it too. But each raise moves it on, and a row of which one index changes must be
    written into all of them: two thirds of what a raise would cost (decision 0040). Here it is one entry of one index,
    the key. Triggers write what is there and cases are never deleted, so nothing checks that the case exists.
    """

    pk = models.CompositePrimaryKey("at", "case")
    at = models.DateTimeField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        verbose_name = _("case that the clock looks at")
        verbose_name_plural = _("cases that the clock looks at")

    def __str__(self) -> str:
        return f"{self.at} {self.case_id}"
