"""The counters: for each cut (`evaluations.dictionary.cuts`) and day one row for each set of keys that has any."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.dictionary.cuts import COLUMNS
from evaluations.dictionary.durations import BUCKETS
from evaluations.dictionary.measures import MEASURES

KEYS = ("cut", "day", *COLUMNS, "private")


class _Counter(models.Model):
    """`n` counts what was added, less what was taken away: a row whose `n` is 0 holds nothing and goes.

    A key that the cut does not keep is 0 or "", and so is that of a case without a unit or area. `person` is the
    inspector who reported.
    """

    cut = models.PositiveSmallIntegerField()
    day = models.DateField()
    department = models.BigIntegerField()
    district = models.BigIntegerField()
    street = models.BigIntegerField()
    community = models.BigIntegerField()
    category = models.BigIntegerField()
    source = models.CharField(max_length=12)
    person = models.BigIntegerField()
    private = models.BooleanField()
    n = models.IntegerField()

    class Meta:
        abstract = True


class DayCount(_Counter):
    """How many cases each measure counts on a day; the measures' columns are added below, called as they are."""

    class Meta:
        verbose_name = _("counter of a day")
        verbose_name_plural = _("counters of days")
        constraints = [models.UniqueConstraint(fields=KEYS, name="counted_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.cut}"


for _name in MEASURES:
    DayCount.add_to_class(_name, models.IntegerField(default=0, db_default=0))


class DayDuration(_Counter):
    """How many cases took how long: a column for each bucket (`evaluations.dictionary.durations`), added below.

    An empty bucket holds nothing, not 0: of a hundred buckets a row has few, and what is empty takes no room. A row for
    each bucket took eight times as long to add up, and by subclass nineteen rows for each case.
    """

    duration = models.CharField(max_length=12)

    class Meta:
        verbose_name = _("durations of a day")
        verbose_name_plural = _("durations of days")
        constraints = [models.UniqueConstraint(fields=[*KEYS, "duration"], name="duration_counted_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.duration}"


for _name in BUCKETS:
    DayDuration.add_to_class(_name, models.IntegerField(null=True))
