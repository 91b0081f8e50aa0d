"""Who does the work: units, their members and the calendar they work by."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.bounds import days_within
from departments.querysets import DepartmentQuerySet, GroupMemberQuerySet, GroupQuerySet


class Kind(models.TextChoices):
    BUREAU = "bureau", _("Bureau")
    STREET = "street", _("Sub-district office")
    UTILITY = "utility", _("Utility")
    CONTRACTOR = "contractor", _("Contractor")
    COMMUNITY = "community", _("Community")
    OFFICE = "office", _("Office of a unit")
    GOVERNMENT = "government", _("Party or government body")
    SQUAD = "squad", _("Squad")


class Axis(models.TextChoices):
    """条 and 块: a unit answers for a line of work in the whole city, or for all work in a territory."""

    LINE = "line", _("Line")
    TERRITORY = "territory", _("Territory")


def monday_to_friday() -> list[int]:
    return [0, 1, 2, 3, 4]


class WorkCalendar(models.Model):
    """Working time: the days of the week that are worked, their shifts, and which days differ from the week's rule.

    `shifts` is a list of [from, to] in "HH:MM", e.g. [["08:00", "12:00"], ["14:00", "18:00"]]; `weekdays` are numbers
    from Monday 0 to Sunday 6.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    shifts = models.JSONField()
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=monday_to_friday)
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_calendar"),
        ]

    def __str__(self) -> str:
        return self.name


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    WORKDAY = "workday", _("Make-up working day")


class CalendarDay(models.Model):
    """A day that differs from the week's rule: a holiday, or a weekend that is worked (调休)."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind.choices)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="one_entry_a_day")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"


class Department(models.Model):
    """A body that owes fixes: 专业部门, a bureau, sub-district office, utility or contractor."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    axis = models.CharField(_("axis"), max_length=10, choices=Axis.choices, default=Axis.LINE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    active = models.BooleanField(_("active"), default=True)
    # This unit and all below it, kept by a trigger (migration `0002_units_below`), so that it is right for every door.
    below = ArrayField(models.BigIntegerField(), editable=False, db_default=[])

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name or self.name


class Membership(models.Model):
    """A person works in one unit at a time."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership")
    department = models.ForeignKey(Department, models.PROTECT, related_name="members")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.user} – {self.department}"


class GroupKind(models.TextChoices):
    """What a group is for; notices can be told to all groups of a kind."""

    SUPERVISION = "supervision", _("Supervision group")  # 督查组
    CREATION = "creation", _("Creation office")  # 创建办
    LEADING = "leading", _("Leading group office")  # 领导小组办公室
    APPRAISAL = "appraisal", _("Appraisal office")  # 考核办


class Term(models.Model):
    """From the first day to the first day without it; None for no end yet."""

    since = models.DateField(_("since"))
    until = models.DateField(_("first day without"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="%(class)s_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=days_within("since", "until"), name="%(class)s_days_in_bounds"),
        ]


class Group(Term):
    """People from several units who do something together for a term; each keeps their role and their unit."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=GroupKind.choices)

    objects = GroupQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["code"]
        abstract = False

    def __str__(self) -> str:
        return self.name


class GroupFunction(models.TextChoices):
    HEAD = "head", _("Head of the group")
    MEMBER = "member", _("Member")


class GroupMember(Term):
    """Somebody is in a group for a time; who comes back after it has ended has a row for each time."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members", verbose_name=_("group"), db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_memberships")
    function = models.CharField(
        _("function"), max_length=6, choices=GroupFunction.choices, default=GroupFunction.MEMBER
    )

    objects = GroupMemberQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("membership of a group")
        verbose_name_plural = _("memberships of groups")
        ordering = ["group", "since", "pk"]
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(fields=["group", "person", "since"], name="group_member_once_from_a_day"),
        ]
        abstract = False

    def __str__(self) -> str:
        return f"{self.person} – {self.group}"
