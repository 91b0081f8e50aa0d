"""Functions of the database that columns of a case are made by."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, Func


class CaseNumber(Func):
    """A readable number: the city's day and a counter of a sequence, which no two transactions share."""

    function = "case_number"
    output_field = CharField()


class SeenBy(Func):
    """The units whose members see a case (`case_seen_by` of migration `0001_functions`); none where there are none."""

    function = "case_seen_by"
    output_field = ArrayField(BigIntegerField(), null=True)

    def __init__(self) -> None:
        super().__init__("department_id", "squad_id", "assisting", "state", "disputing")

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        return f"{__name__}.SeenBy", (), {}
