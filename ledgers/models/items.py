"""An item of the rectification ledger: a problem that a unit has to put right, until a second person writes it off."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.querysets.scopes import CategoryKeys, SpotKeys
from catalogue.models import Category
from common.bounds import moments_within
from common.owed import Lamp, lamp, on_time
from common.subjects import Subject
from common.workflow.events import ChainedEvent
from departments.models import Department
from grids.models import Area
from ledgers.querysets.items import SUBJECT, Answering, ItemQuerySet
from ledgers.workflow.item_states import ENDED, OWED, ItemLevel, ItemState, SourceOfItem, link_of
from places.models import Place


class ItemWords(Func):
    """What an item can be found by, as the index `item_words` holds it: cut as the words of a case are, from the same
    seven columns. Who changes that function builds both indexes anew."""

    function = "case_words"
    output_field = SearchVectorField()

    def __init__(self) -> None:
        names = ("problem", "measures", "number", "category_id", "street_id", "community_id", "department_id")
        super().__init__(*names)

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        return f"{__name__}.ItemWords", (), {}


LONGEST_PROBLEM, LONGEST_MEASURES = 1000, 2000
_OWED = Q(state__in=OWED)


def _person(label: Any, **rest: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label, **rest
    )


class Item(models.Model):
    """整改事项. The documents' four columns are `problem` 具体内容, `department` 责任单位, `measures` 整改措施 and
    `due_at` 整改期限 (facts.md 4-20).

    `first_due_at` is the limit of the first hand-over; `due_at` changes by moves alone, each of which is in the
    history with what it was then. `seen_by` are the units whose members see it: the one that owes it, those that passed
    it up, and the linked one. `subject_*` say what it came from, where that is a thing of a house above. `version`
    counts the moves, `seq` the events.
    """

    SUBJECT = SUBJECT  # its kind, where photos, notices, visits and the like belong to it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(_("number"), max_length=20, unique=True)
    content_hash = models.CharField(max_length=64, editable=False)  # tells a retry from a clash of ids
    problem = models.TextField(_("problem"), max_length=LONGEST_PROBLEM)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("responsible unit")
    )
    measures = models.TextField(_("measures"), max_length=LONGEST_MEASURES, blank=True)
    due_at = models.DateTimeField(_("limit"), null=True, blank=True)
    first_due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=SourceOfItem.choices)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("place")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("class"), db_index=False
    )
    location = models.PointField(srid=4326, null=True, blank=True)
    street = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    community = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    subject_title = models.CharField(max_length=200, blank=True)
    subject_url = models.CharField(max_length=200, blank=True)
    # Who answers for it.
    leader = _person(_("responsible leader"), db_index=False)
    linked_leader = _person(_("linked leader"), db_index=False)
    linked_unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("linked unit"),
        db_index=False,
    )  # fmt: skip
    in_charge = _person(_("person in charge"), db_index=False)
    seen_by = ArrayField(models.BigIntegerField(), default=list, editable=False)
    level = models.CharField(_("level"), max_length=10, choices=ItemLevel.choices, default=ItemLevel.DISTRICT)
    passed_up = models.PositiveSmallIntegerField(_("passed up"), default=0)
    hot = models.BooleanField(_("hot and hard"), default=False)
    hot_owner = _person(_("owner of what is hot and hard"), db_index=False)
    recurs = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recurrences", verbose_name=_("recurrence of")
    )
    # Its life.
    state = models.CharField(_("state"), max_length=12, choices=ItemState.choices, default=ItemState.FOUND)
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = _person(_("opened by"), db_index=False)
    assigned_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = _person(_("said to be done by"), db_index=False)
    finished_at = models.DateTimeField(_("done"), null=True, blank=True)
    written_off_at = models.DateTimeField(_("written off"), null=True, blank=True)
    written_off_by = _person(_("written off by"), db_index=False)
    sent_back_count = models.PositiveSmallIntegerField(default=0)
    returned_count = models.PositiveSmallIntegerField(default=0)
    rejected_count = models.PositiveSmallIntegerField(default=0)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    # What was asked for, and how long it is put off.
    extension_until = models.DateTimeField(null=True, blank=True)  # asked for and not decided yet
    extensions = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)
    # Its clocks (ledgers/deadlines/items.py).
    diary_at = models.DateTimeField(_("last word of the diary"), null=True, blank=True)
    diary_due_at = models.DateTimeField(null=True, blank=True)
    stage_due_at = models.DateTimeField(null=True, blank=True)
    stage_warn_at = models.DateTimeField(null=True, blank=True)
    chase_level = models.PositiveSmallIntegerField(default=0)
    stage_level = models.PositiveSmallIntegerField(default=0)
    diary_level = models.PositiveSmallIntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True)  # chance wants somebody to look at it again then

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the ledger")
        verbose_name_plural = _("items of the ledger")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(is_open=True) ^ Q(state__in=ENDED), name="item_open_or_ended"),
            models.CheckConstraint(
                condition=~_OWED | Q(department__isnull=False, due_at__isnull=False), name="item_owed_by_a_unit"
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.ACCEPTED) | Q(stage_due_at__isnull=False), name="item_put_off_to_a_day"
            ),
            models.CheckConstraint(
                condition=Q(hot=True, hot_owner__isnull=False) | Q(hot=False, hot_owner=None), name="hot_item_has_owner"
            ),
            models.CheckConstraint(
                condition=Q(written_off_by=None) | ~Q(written_off_by=models.F("claimed_by")),
                name="item_written_off_by_a_second",
            ),
            models.CheckConstraint(condition=moments_within("due_at", "stage_due_at"), name="item_moments_in_bounds"),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="items_newest"),
            models.Index(fields=["due_at", "id"], name="items_by_limit"),
            models.Index(fields=["due_at", "id"], condition=Q(is_open=True), name="items_open_by_limit"),
            models.Index(fields=["state", "due_at", "id"], condition=Q(is_open=True), name="items_open_in_state"),
            models.Index(
                fields=["due_at"], condition=Q(extension_until__isnull=False, is_open=True),
                name="items_extension_asked",
            ),
            *(
                models.Index(fields=[who], condition=Q(is_open=True) & ~Q(**{who: None}), name=f"items_open_of_{who}")
                for who in ("leader", "linked_leader", "in_charge", "hot_owner")
            ),
            models.Index(fields=["department", "due_at"], condition=Q(is_open=True), name="items_open_of_unit"),
            models.Index(fields=["next_chase_at"], condition=Q(next_chase_at__isnull=False), name="items_chased"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="items_to_look_at"),
            models.Index(
                fields=["category", "place", "-written_off_at"], condition=Q(state=ItemState.WRITTEN_OFF),
                name="items_that_may_recur",
            ),
            GinIndex(fields=["seen_by"], name="items_seen_by"),
            GinIndex(ItemWords(), name="item_words"),
            GinIndex(SpotKeys(), CategoryKeys(), Answering(), name="items_seen"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("ledgers:item", args=[self.number])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))

    @property
    def title(self) -> str:
        """The problem in a few words."""
        return Truncator(self.problem.partition("\n")[0]).chars(80)

    @property
    def link(self) -> ItemState:
        """The link of the chain in which it stands."""
        return link_of(self.state)

    @property
    def spot(self) -> tuple[float, float] | None:
        """Longitude and latitude in WGS 84."""
        return (self.location.x, self.location.y) if self.location is not None else None

    def lamp(self, *, at: datetime) -> Lamp:
        """Grey where no unit's clock runs; of what is done the lamp with which it was finished."""
        if self.finished_at is None and self.state not in OWED:
            return Lamp.GREY
        return lamp(warn_at=self.warn_at, due_at=self.due_at, at=self.finished_at or at)

    @property
    def was_late(self) -> bool:
        return on_time(self.finished_at, self.due_at) is False


class ItemEvent(ChainedEvent):
    """One thing that happened to an item."""

    # No index of its own: item_events_without_gaps begins with it.
    item = models.ForeignKey(Item, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of an item")
        verbose_name_plural = _("events of items")
        ordering = ["item", "seq"]
        constraints = [models.UniqueConstraint(fields=["item", "seq"], name="item_events_without_gaps")]
        indexes = [BrinIndex(fields=["at"], name="item_events_by_time")]  # for the anchors: what happened since


class ItemCase(models.Model):
    """An item is about this case, among others or alone."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="item_cases", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="item_cases")
    added_at = models.DateTimeField()
    added_by = _person(_("added by"), db_index=False)

    class Meta:
        verbose_name = _("case of an item")
        verbose_name_plural = _("cases of items")
        ordering = ["item", "added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "case"], name="item_has_case_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.case_id}"
