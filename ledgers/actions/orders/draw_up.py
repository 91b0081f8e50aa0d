"""Drawing up an order: its number, its texts, the units on which it is served, and what it takes over."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions import MoveRequest, hand_over_supervision, perform
from cases.models import Case
from cases.rulebook import Rulebook, rulebook
from cases.workflow import SUPERVISE
from common import outbox
from common.locks import busy_is_said
from common.owed import WARNING_SHARE
from common.refusals import Conflict, Malformed, Missing, Refused
from common.series import take_numbers
from common.workflow.events import content_hash
from common.worktime import Limit, LimitUnit
from departments.models import Department
from grids.models import CityVersion, Level
from ledgers.actions.orders.steps import end
from ledgers.choices import Origin
from ledgers.deadlines.orders import ORDERS
from ledgers.models import Item, Order, OrderEvent, Service
from ledgers.permissions.orders import drawing_refusal
from ledgers.settings.orders import BODY, SERIES, SIGN_HOURS
from ledgers.topics import ORDER
from ledgers.workflow.order_states import OrderKind
from ledgers.workflow.orders import ISSUE
from places.models import Place
from registry.queries import city_language

MOST_UNITS, LONGEST = 20, timedelta(days=3652)
LETTERS = {OrderKind.SUPERVISION: "D", OrderKind.RECTIFICATION: "Z", OrderKind.TO_PARTY: "G"}  # 督, 整, 改


@dataclass(frozen=True, kw_only=True)
class OrderDraft:
    """An order as it is drawn up, in codes and plain values; `id` was made where it was typed.

    `units` are codes, the leading one first. `due_at` is the limit of the replies. On an order to correct, `place` says
    whose: the order goes to who answers for it, and the units hand it over.
    """

    id: UUID
    kind: str
    title: str
    problem: str
    requirement: str
    units: tuple[str, ...]
    due_at: datetime
    level: str = Level.DISTRICT.value
    basis: str = ""
    consequences: str = ""
    contact: str = ""
    case: UUID | None = None
    item: UUID | None = None
    place: str = ""
    subject: Origin | None = None


def draw_up_order(
    *, draft: OrderDraft, at: datetime | None = None, by: User | None, actor: str = ""
) -> tuple[Order, bool]:
    """The order, with its number and served on its units, and whether it was there before (the same draft sent again).

    On a case it puts the case under supervision until the limit, and takes that term over. `by=None` is the platform,
    under the name `actor`. Raises Forbidden (who draws up none), Missing (a case or an item that is not theirs),
    Malformed (codes and texts that are none), Refused (a limit that can't be), Conflict (the id was used for another
    order, or the case or the item has ended).
    """
    if by is not None and (no := drawing_refusal(by)):
        raise no
    fingerprint, at = content_hash({**asdict(draft), "by": by.pk if by else actor}), at or timezone.now()
    try:
        with busy_is_said(), transaction.atomic():
            return _draw_up(draft, fingerprint, at, by, actor), False
    except IntegrityError:
        order = Order.objects.filter(pk=draft.id).first()
        if order is None:
            raise
        if order.content_hash != fingerprint:
            raise Conflict(_("This id was already used for another order.")) from None
        return order, True


def _draw_up(draft: OrderDraft, fingerprint: str, at: datetime, by: User | None, actor: str) -> Order:
    _check(draft, at)
    if Order.objects.filter(pk=draft.id).exists():
        raise IntegrityError  # before a case is moved or a number is taken
    order = order_of(draft, at=at, by=by)
    order.content_hash = fingerprint
    units = units_named(draft.units)
    if order.case is not None and by is not None:
        order.case_event = _supervise(order, at, by)
    return issue(order, units, at=at, by=by, actor=actor)


def _check(draft: OrderDraft, at: datetime) -> None:
    if draft.kind not in OrderKind.values:
        raise _wrong("kind", _unknown(draft.kind, OrderKind.values))
    if draft.level not in Level.values:
        raise _wrong("level", _unknown(draft.level, Level.values))
    for name in ("title", "problem", "requirement"):
        if not getattr(draft, name).strip():
            raise _wrong(name, _("Write what is to be said."))
    if draft.kind == OrderKind.TO_PARTY and not draft.place:
        raise _wrong("place", _("An order to correct goes to who answers for a place: name the place."))
    if draft.due_at <= at:
        raise _refused("due_at", _("Name a time that is still to come."))
    if draft.due_at > at + LONGEST:
        raise _refused("due_at", _("An order has ten years at most."))


def _unknown(value: str, known: Sequence[str]) -> str:
    return _("“%(value)s” is none of: %(known)s.") % {"value": value, "known": ", ".join(known)}


def _wrong(field: str, sentence: str) -> Malformed:
    return Malformed(sentence, errors={field: [sentence]})


def _refused(field: str, sentence: str) -> Refused:
    return Refused(sentence, errors={field: [sentence]})


def units_named(codes: Sequence[str]) -> list[Department]:
    """The active units of these codes, in their order. Raises Malformed for none, too many, and unknown ones."""
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise _wrong("units", _("Name the unit on which it is served."))
    if len(wanted) > MOST_UNITS:
        raise _wrong("units", _("An order is served on %(most)s units at most.") % {"most": MOST_UNITS})
    found = {unit.code: unit for unit in Department.objects.active().filter(code__in=wanted)}
    for code in wanted:
        if code not in found:
            raise _wrong("units", _("Unknown unit “%(code)s”.") % {"code": code})
    return [found[code] for code in wanted]


def order_of(draft: OrderDraft, *, at: datetime, by: User | None) -> Order:
    """The order that a draft says, without number and not yet saved; a case is held until the transaction ends.

    `by=None` may name any case and any item. An item is held too: an order is drawn up before the item ends, and then
    ends with it, or not at all.
    """
    case, item, place = _case(draft.case, by), _item(draft.item, by), _place(draft.place)
    subject = draft.subject or Origin("", "")
    to_party = place is not None and draft.kind == OrderKind.TO_PARTY
    return Order(
        id=draft.id, kind=draft.kind, level=draft.level, title=draft.title, problem=draft.problem, basis=draft.basis,
        requirement=draft.requirement, consequences=draft.consequences, contact=draft.contact, case=case, item=item,
        place=place, party=(place.responsible or place.name)[:60] if to_party and place else "",
        subject_kind=subject.kind, subject_key=subject.key, subject_title=subject.title, subject_url=subject.url,
        issued_at=at, issued_by=by, due_at=draft.due_at,
    )  # fmt: skip


def _case(key: UUID | None, by: User | None) -> Case | None:
    if key is None:
        return None
    seen = Case.objects.all() if by is None else Case.objects.visible_to(by)
    if not seen.filter(pk=key).exists():
        raise Missing(_("There is no such case, or it is not yours."))
    # The orders before the case: who closes an order holds it first, and then its case.
    list(Order.objects.open().filter(case=key).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return Case.objects.select_for_update(of=("self",)).get(pk=key)


def _item(key: UUID | None, by: User | None) -> Item | None:
    if key is None:
        return None
    seen = Item.objects.all() if by is None else Item.objects.visible_to(by)
    found = seen.filter(pk=key).select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise Missing(_("There is no such item, or it is not yours."))
    if not found.is_open:
        raise Conflict(_("Item %(number)s has ended: %(state)s.") % {
            "number": found.number, "state": found.get_state_display(),
        })  # fmt: skip
    return found


def _place(code: str) -> Place | None:
    place = Place.objects.current().filter(code=code).first() if code else None
    if code and place is None:
        raise _wrong("place", _("Unknown place “%(code)s”.") % {"code": code})
    return place


def _supervise(order: Order, at: datetime, by: User) -> UUID:
    """The case comes under supervision until the limit of the order; the id of the event that says so."""
    assert order.case is not None
    event = uuid5(order.pk, SUPERVISE)
    request = MoveRequest(
        SUPERVISE, version=order.case.version, id=event, reason=order.requirement, until=order.due_at
    )  # fmt: skip
    perform(case_id=order.case.pk, request=request, at=at, by=by)
    return event


def issue(order: Order, units: Sequence[Department], *, at: datetime, by: User | None, actor: str = "") -> Order:
    """Give the order its number and serve it on these units; earlier orders that took the same term over are withdrawn.

    Call it inside a transaction, with the case of the order and its open orders held: nothing is locked after the
    number is taken.
    """
    book = rulebook()
    order.sign_due_at = min(_sign_by(at, book), order.due_at)
    order.warn_at = at + (order.due_at - at) * float(WARNING_SHARE)
    order.body = str(book.settings[BODY]) or _city()
    ORDERS.schedule(order)
    _replace_others(order, at)
    _take_number(order, at, book)
    order.save(force_insert=True)
    Service.objects.bulk_create(
        Service(order=order, department=unit, position=number) for number, unit in enumerate(units)
    )
    first = OrderEvent(
        order=order, seq=1, move=ISSUE, to_state=order.state, by=by, actor=actor, at=at,
        data={"due_at": order.due_at.isoformat(), "units": [unit.code for unit in units], **_owed_by(order)},
    )  # fmt: skip
    first.save(force_insert=True)
    if order.case_id is not None and order.case_event is not None:
        hand_over_supervision(case_id=order.case_id, paper=order.number, at=at, by=by, actor=actor)
    outbox.emit(ORDER, [first.pk])
    return order


def _owed_by(order: Order) -> dict[str, int]:
    """The unit that owed the case or the item on that day: given to another one, the order goes with it."""
    owes = order.case.department_id if order.case else order.item.department_id if order.item else None
    return {"owes": owes} if owes is not None else {}


def _sign_by(at: datetime, book: Rulebook) -> datetime:
    due = book.due(at, Limit(Decimal(int(book.settings[SIGN_HOURS])), LimitUnit.WORK_HOUR)).due_at
    assert due is not None
    return due


def _city() -> str:
    if settings.CITY_NAME:
        return str(settings.CITY_NAME)[:60]
    return (CityVersion.objects.order_by("-number").values_list("name", flat=True).first() or "")[:60]


def _replace_others(order: Order, at: datetime) -> None:
    """A case has one order that holds its term: another supervision has another limit."""
    if order.case_event is None:
        return
    for old in Order.objects.open().filter(case=order.case_id, case_event__isnull=False).order_by("pk"):
        with translation.override(city_language() or settings.LANGUAGE_CODE):
            end(old, why=_("Another order on this case takes its place."), at=at)


def _take_number(order: Order, at: datetime, book: Rulebook) -> None:
    kind = OrderKind(order.kind)
    [taken] = take_numbers(f"order_{kind.value}", at=at)
    order.number = f"{LETTERS[kind]}{taken.year}-{taken.number:05}"
    order.paper_number = taken.text(str(book.settings[f"{SERIES}{kind.value}"]))
