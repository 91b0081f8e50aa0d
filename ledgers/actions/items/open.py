"""Opens an item: by hand, from a case, from a round; handed over in the same second where the unit is known."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from common import outbox
from common.datum import Datum
from common.refusals import Conflict
from common.series import take_numbers
from common.text import clean
from common.workflow.events import content_hash
from departments.models import Department
from grids.queries import locate
from ledgers.actions.items import named
from ledgers.actions.items.advance import Numbers, advance, enter, facts, give_term, hand_to, promises_of, show_to
from ledgers.choices import Origin
from ledgers.deadlines.items import DAY, ITEMS
from ledgers.models import Item, ItemCase, ItemEvent
from ledgers.models.items import LONGEST_MEASURES, LONGEST_PROBLEM
from ledgers.permissions.items import opening_refusal
from ledgers.queries.items import numbers, recurrence_of
from ledgers.settings import items as settings
from ledgers.workflow.item_states import SourceOfItem
from ledgers.workflow.items import ASSIGN, MOVES, OPENED

SERIES, CLOCK = "ledger_item", "clock"
LONGEST_TERM = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What is wrong, whose it is, by which measures and until when, in codes and plain values; `id` was made where it
    was typed.

    Without a `unit` it waits to be handed over. Without `due_at` the limit is the city's setting. It lies at the place
    of this code, at a point in the `datum`, or where its first case lies. `origin` is what it came from, where that is
    a thing of a house above.
    """

    id: UUID
    problem: str
    unit: str = ""
    measures: str = ""
    due_at: datetime | None = None
    place: str = ""
    lng: float | None = None
    lat: float | None = None
    datum: str = Datum.WGS84
    category: str = ""
    source: str = SourceOfItem.HAND
    cases: tuple[UUID, ...] = ()
    origin: Origin | None = None
    leader: str = ""
    linked_leader: str = ""
    linked_unit: str = ""
    in_charge: str = ""
    hot: bool = False


def open_item(
    *, report: ItemReport, at: datetime | None = None, by: User | None, actor: str = CLOCK
) -> tuple[Item, bool]:
    """The item, and whether it was opened before (the same report sent again). `by` None is the platform, called
    `actor` in the history.

    A problem of the same class at the same place that was written off not long ago is linked: this one is its
    recurrence, and the old one stays as it is. Raises Forbidden, Malformed for codes that are none, Refused for a limit
    that can't be, Conflict where the id was used for another item.
    """
    if by is not None and (no := opening_refusal(by)):
        raise no
    fingerprint = content_hash({**asdict(report), "by": by.pk if by else actor})
    try:
        with transaction.atomic():
            return _open(report, fingerprint, at or timezone.now(), by, "" if by else actor), False
    except IntegrityError:
        found = Item.objects.filter(pk=report.id).first()
        if found is None:
            raise
        if found.content_hash != fingerprint:
            raise Conflict(_("This id was already used for another item.")) from None
        return found, True


def _open(said: ItemReport, fingerprint: str, at: datetime, by: User | None, actor: str) -> Item:
    unit = named.unit_called(said.unit, "unit") if said.unit else None
    if by is not None and (no := opening_refusal(by, unit)):
        raise no
    counted, cases = numbers(), named.cases_with(said.cases, by)
    item = _drafted(said, fingerprint, at, by, cases)
    due_at = _due(said, at, counted)
    _name_people(item, said, unit, by)
    item.recurs = recurrence_of(
        category=item.category_id, place=item.place, at=at, within=counted[settings.RECUR_DAYS]
    )  # fmt: skip
    if Item.objects.filter(pk=said.id).exists():
        raise IntegrityError  # before a number is taken
    if unit is None and said.due_at is not None:
        give_term(item, since=at, due_at=due_at)
    events = [_opened(item, at, by, actor, counted)]
    if unit is not None:
        hand_to(item, unit)
        give_term(item, since=at, due_at=due_at)
        events.append(advance(item, MOVES[ASSIGN], at=at, numbers=counted, by=by, actor=actor))
    [number] = take_numbers(SERIES, at=at)
    item.number = f"L{number.year}-{number.number:05}"
    _keep(item, events, cases, at, by)
    return item


def _drafted(said: ItemReport, fingerprint: str, at: datetime, by: User | None, cases: list[Case]) -> Item:
    # What a house above found at a place stays found, though the place has ended meanwhile.
    place = named.place_called(said.place, ended=said.origin is not None)
    category = named.category_called(said.category)
    if said.source not in SourceOfItem.values:
        known = ", ".join(SourceOfItem)
        raise named.wrong("source", _("“%(value)s” is none of: %(known)s.") % {"value": said.source, "known": known})
    item = Item(
        id=said.id, content_hash=fingerprint, problem=_text("problem", said.problem, LONGEST_PROBLEM),
        measures=_text("measures", said.measures, LONGEST_MEASURES), source=said.source, place=place,
        category=category or (cases[0].category if cases else None), opened_at=at, opened_by=by,
    )  # fmt: skip
    if not item.problem:
        raise named.wrong("problem", _("Say what is wrong."))
    if said.origin is not None:
        item.subject_kind, item.subject_key, item.subject_title, item.subject_url = said.origin
    item.place = place or next((case.place for case in cases if case.place is not None), None)
    _put(item, named.point_at(said.lng, said.lat, said.datum), cases)
    return item


def _text(field: str, said: str, most: int) -> str:
    try:
        return clean(said, max_length=most, multiline=True)
    except ValueError as error:
        raise named.wrong(field, str(error)) from error


def _put(item: Item, point: Point | None, cases: list[Case]) -> None:
    """Where it lies: at the point that was said, at its place, where its first case lies, or nowhere."""
    point = point or (item.place.point if item.place is not None else None)
    item.location = point or next((case.location for case in cases if case.location is not None), None)
    if item.place is not None and item.location == item.place.point:
        item.street_id, item.community_id = item.place.street_id, item.place.community_id
    elif item.spot is not None:
        found = locate(*item.spot)
        item.street_id, item.community_id = found.street, found.community


def _due(said: ItemReport, at: datetime, counted: Numbers) -> datetime:
    if said.due_at is None:
        return at + counted[settings.DAYS] * DAY
    return named.after(said.due_at, at=at, most=LONGEST_TERM, field="due_at")


def _name_people(item: Item, said: ItemReport, unit: Department | None, by: User | None) -> None:
    for field in ("leader", "linked_leader"):
        if username := getattr(said, field):
            setattr(item, field, named.person_called(username, field))
    if said.linked_unit:
        item.linked_unit = named.unit_called(said.linked_unit, "linked_unit")
        show_to(item, item.linked_unit.pk)
    if said.in_charge:
        if unit is None:
            raise named.wrong("in_charge", _("Say first which unit is responsible."))
        item.in_charge = named.member_called(said.in_charge, unit)
    if said.hot:
        item.hot, item.hot_owner = True, item.leader or by
        if item.hot_owner is None:
            raise named.wrong("leader", _("What is hot and hard needs somebody who owns it."))


def _opened(item: Item, at: datetime, by: User | None, actor: str, counted: Numbers) -> ItemEvent:
    enter(item, at, counted)
    ITEMS.schedule(item)
    recurs = {"recurs": item.recurs.number} if item.recurs is not None else {}
    return ItemEvent(
        item=item, seq=1, move=OPENED, to_state=item.state, by=by, actor=actor, at=at, data=facts(item) | recurs
    )


def _keep(item: Item, events: list[ItemEvent], cases: list[Case], at: datetime, by: User | None) -> None:
    item.save(force_insert=True)
    for event in events:
        event.save(force_insert=True)
    ItemCase.objects.bulk_create(ItemCase(item=item, case=case, added_at=at, added_by=by) for case in cases)
    outbox.emit_all(promise for event in events for promise in promises_of(event))
