"""Open cases as the map counts them: a mark for each, and how many lie in each cell of a net, by unit and area.

Nothing of this is written with a report or a move: `cases.actions.map_cells` folds the feed into it. Places are columns
and rows of the finest net (`cases.querysets.cells`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class MapLamp(models.IntegerChoices):
    GREY = 0
    GREEN = 1
    YELLOW = 2
    RED = 3


class _OnMap(models.Model):
    """Keys of unit and areas; 0 where there is none, and in a cell that does not keep them."""

    department = models.BigIntegerField()
    district = models.BigIntegerField()
    street = models.BigIntegerField()
    community = models.BigIntegerField()
    private = models.BooleanField()

    class Meta:
        abstract = True


class MapMark(_OnMap):
    """An open case with a place, as the cells count it. `turns_at`: when its lamp changes though nothing happens."""

    case = models.OneToOneField(Case, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False)
    x = models.IntegerField()
    y = models.IntegerField()
    category = models.BigIntegerField()
    reporter = models.BigIntegerField()
    lamp = models.PositiveSmallIntegerField(choices=MapLamp.choices)
    turns_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("case on the map")
        verbose_name_plural = _("cases on the map")
        indexes = [
            models.Index(fields=["turns_at"], condition=models.Q(turns_at__isnull=False), name="mark_turns"),
            # Own private reports of those who see no others.
            models.Index(fields=["reporter"], condition=models.Q(private=True), name="mark_private"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class MapCell(_OnMap):
    """How many open cases lie in a cell of 2**`level` columns. `kept`: whether it keeps unit and areas apart.

    `sum_x` and `sum_y` are those of their marks: divided by `n` they are the middle of them.
    """

    kept = models.BooleanField()
    level = models.PositiveSmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    n = models.IntegerField()
    red = models.IntegerField()
    yellow = models.IntegerField()
    green = models.IntegerField()
    grey = models.IntegerField()
    sum_x = models.BigIntegerField()
    sum_y = models.BigIntegerField()

    class Meta:
        verbose_name = _("cell of the map")
        verbose_name_plural = _("cells of the map")
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "level", "x", "y", "department", "district", "street", "community", "private"],
                name="map_cell_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.x}/{self.y}"


class MapFolding(models.Model):
    """How far the marks have followed the feed; at most one row. `version` grows whenever a mark changes."""

    position = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("state of the map")
        verbose_name_plural = _("state of the map")

    def __str__(self) -> str:
        return str(self.position)
