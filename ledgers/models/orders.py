"""Orders (督办单, 整改通知书, 责令改正通知书): the paper, the units on which it was served, and its history."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import ExpressionWrapper, F, GeneratedField, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.owed import Lamp, lamp
from common.subjects import Subject
from common.words import TextParts
from common.workflow.events import ChainedEvent
from departments.models import Department
from grids.models import Level
from ledgers.models.items import Item
from ledgers.querysets.orders import OrderQuerySet
from ledgers.workflow.order_states import OPEN, OWED, OrderKind, OrderState, ServiceState
from places.models import Place

SEARCHED = ("title", "problem", "requirement", "number", "paper_number")


class Order(models.Model):
    """督办单. Its texts are written once, when it is issued: a paper that was served does not change.

    `number` stands in addresses (D2026-00012), `paper_number` on the paper (督办〔2026〕12号). It is about a case, an
    item, a place, a subject of a house above, or about none of these. `version` counts the issuer's moves, `seq` the
    events.
    """

    SUBJECT = "order"  # its kind, where photos, notices and the like belong to it
    SEARCHED = SEARCHED  # by a part of which it is found

    id = models.UUIDField(primary_key=True)
    content_hash = models.CharField(max_length=64, editable=False)  # tells a retry from a clash of ids
    number = models.CharField(_("number"), max_length=20, unique=True)
    paper_number = models.CharField(_("number of the paper"), max_length=40)
    kind = models.CharField(_("kind"), max_length=14, choices=OrderKind.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.DISTRICT)
    body = models.CharField(_("issuing body"), max_length=60, blank=True)  # as it was called on that day
    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("problem"))
    basis = models.TextField(_("basis"), blank=True)
    requirement = models.TextField(_("requirement"))
    consequences = models.TextField(_("consequences"), blank=True)
    contact = models.CharField(_("contact"), max_length=100, blank=True)
    party = models.CharField(_("party"), max_length=60, blank=True)  # who answers for the place, on an order to correct

    # Foreign keys have no index of their own where one below begins with them.
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("case"), db_index=False
    )
    case_event = models.UUIDField(null=True, blank=True, unique=True)  # the supervision that it takes over
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("item"), db_index=False
    )
    item_event = models.UUIDField(null=True, blank=True, unique=True)  # by which the item asked for it
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("place"), db_index=False
    )
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    subject_title = models.CharField(max_length=200, blank=True)
    subject_url = models.CharField(max_length=200, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=OrderState.choices, default=OrderState.ISSUED)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    reminders = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField(null=True, blank=True)  # by the last of the units
    replied_at = models.DateTimeField(null=True, blank=True)  # by the last of the units
    closed_at = models.DateTimeField(null=True, blank=True)  # accepted, or withdrawn
    sign_due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    sign_level = models.PositiveSmallIntegerField(default=0)
    chase_level = models.PositiveSmallIntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True, blank=True)
    is_open = GeneratedField(
        expression=ExpressionWrapper(Q(state__in=OPEN), models.BooleanField()), output_field=models.BooleanField(),
        db_persist=True,
    )  # fmt: skip

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("issued_at")), name="order_due_after_it_is_issued"),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="orders_newest"),
            models.Index(fields=["due_at", "id"], condition=Q(is_open=True), name="orders_open"),
            models.Index(fields=["case", "issued_at"], condition=Q(case__isnull=False), name="orders_of_case"),
            models.Index(fields=["item", "issued_at"], condition=Q(item__isnull=False), name="orders_of_item"),
            models.Index(fields=["place", "issued_at"], condition=Q(place__isnull=False), name="orders_of_place"),
            # What ends with its place alone.
            models.Index(
                fields=["place"],
                condition=Q(is_open=True, place__isnull=False, case=None, item=None),
                name="orders_open_of_places",
            ),
            models.Index(
                fields=["subject_kind", "subject_key"], condition=~Q(subject_kind=""), name="orders_of_subject"
            ),
            models.Index(fields=["next_chase_at"], condition=Q(next_chase_at__isnull=False), name="orders_chased"),
            GinIndex(TextParts(*SEARCHED), name="order_parts"),
        ]

    def __str__(self) -> str:
        return self.paper_number

    def get_absolute_url(self) -> str:
        return reverse("ledgers:order", args=[self.number])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))

    def lamp(self, *, at: datetime) -> Lamp:
        """Grey once nobody owes a reply any more."""
        due_at = self.due_at if self.state in OWED else None
        return lamp(warn_at=self.warn_at, due_at=due_at, at=at)

    def is_unsigned(self, *, at: datetime) -> bool:
        """Some unit should have signed for it by then; as `unsigned_at` says of many."""
        return self.state == OrderState.ISSUED and self.sign_due_at < at


class Service(models.Model):
    """An order as it was served (送达) on one unit: who signed for it and when, its reply, and what was said to that.

    Who changes it holds the lock of the order. The replies before the last one are in the order's history.
    """

    # No index of its own: service_once begins with it.
    order = models.ForeignKey(Order, models.CASCADE, related_name="services", db_index=False)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False
    )  # fmt: skip
    position = models.PositiveSmallIntegerField()  # 0 leads (主办), the others assist (协办)
    state = models.CharField(max_length=8, choices=ServiceState.choices, default=ServiceState.UNSIGNED)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signer = models.CharField(_("who signed"), max_length=60, blank=True)  # for the party
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reply = models.TextField(_("reply"), blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True)  # why it was refused, or what was noted when it was accepted

    class Meta:
        verbose_name = _("service of an order")
        verbose_name_plural = _("services of orders")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "department"], name="service_once"),
            models.UniqueConstraint(fields=["order", "position"], name="service_in_its_place"),
            models.CheckConstraint(
                condition=Q(state=ServiceState.UNSIGNED, signed_at=None)
                | ~Q(state=ServiceState.UNSIGNED) & Q(signed_at__isnull=False, signed_by__isnull=False),
                name="signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ServiceState.REPLIED, ServiceState.ACCEPTED])
                | Q(replied_at__isnull=False, replied_by__isnull=False),
                name="replied_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["department", "order"], name="services_of_unit")]

    def __str__(self) -> str:
        return f"{self.department} {self.get_state_display()}"

    @property
    def leads(self) -> bool:
        return self.position == 0


class OrderEvent(ChainedEvent):
    """One thing that happened to an order. `data` names the unit that it is about, by its code."""

    # No index of its own: order_events_without_gaps begins with it.
    order = models.ForeignKey(Order, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of an order")
        verbose_name_plural = _("events of orders")
        ordering = ["order", "seq"]
        constraints = [models.UniqueConstraint(fields=["order", "seq"], name="order_events_without_gaps")]
        indexes = [BrinIndex(fields=["at"], name="order_events_by_time")]  # for the anchors: what happened since
