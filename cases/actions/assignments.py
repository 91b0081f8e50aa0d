"""A case is assigned to a person of the unit that has it, or of its squad; the unit goes on answering for it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import UNIT
from cases.actions.advance import advance
from cases.actions.move_context import MoveContext, refused
from cases.actions.save import save_moved
from cases.models import Case, CaseEvent
from cases.rulebook import rulebook
from cases.topics import NOTICE
from cases.workflow import AUTO_UNASSIGN, MOVES
from common import outbox
from common.models import Message
from departments.models import Membership
from departments.topics import PERSON_LEFT

ACTOR = "people"


def assign(context: MoveContext) -> None:
    """Give the case to the person of this user name. Raises Refused (field `assignee`) for anybody who does not work in
    the unit or its squad, and for who has it already."""
    person = _worker(context.case, context.request.assignee)
    if person.pk == context.case.assignee_id:
        raise refused("assignee", _("It is assigned to %(who)s already.") % {"who": person})
    _hand_over(context, person)


def unassign(context: MoveContext) -> None:
    """It is the whole unit's again."""
    _hand_over(context, None)


def _hand_over(context: MoveContext, person: User | None) -> None:
    context.data["assignee_before"] = context.case.assignee_id
    context.data["assignee"] = person.pk if person is not None else None
    context.case.assignee = person


def _worker(case: Case, username: str) -> User:
    """The person, held until the end of the transaction: who is switched off or moved to another unit meanwhile is
    refused here, or found by `end_assignments` afterwards. The unit is read under that lock."""
    people = User.objects.select_for_update(no_key=True)
    person = people.filter(username=username, is_active=True, role__in=UNIT).first()
    unit = Membership.objects.filter(user=person).values_list("department", flat=True).first() if person else None
    if person is None or unit is None or unit not in (case.department_id, case.squad_id):
        sentence = _("“%(who)s” does not work in the unit that has the case, nor in its squad.")
        raise refused("assignee", sentence % {"who": username})
    return person


@outbox.handles(PERSON_LEFT, batch=200)
def take_from_those_who_left(messages: Sequence[Message]) -> None:
    end_assignments(people=[int(message.reference) for message in messages])


def end_assignments(*, people: Collection[int], at: datetime | None = None) -> int:
    """End the assignments of open cases to those of these people who do not work for the case any more; how many.

    Asked again it does nothing: who came back meanwhile keeps what they have. Call it inside a transaction.
    """
    at, book = at or timezone.now(), rulebook()
    held = Case.objects.select_for_update(of=("self",)).filter(is_open=True, assignee__in=people)
    cases = list(held.select_related("department", "condition").order_by("pk"))
    works = _units_of(people) if cases else {}
    left = [case for case in cases if works.get(case.assignee_id) not in {case.department_id, case.squad_id} - {None}]
    events = []
    for case in left:
        data = {"assignee_before": case.assignee_id, "assignee": None}
        case.assignee = None
        events.append(advance(case, MOVES[AUTO_UNASSIGN], at=at, by=None, actor=ACTOR, rulebook=book, data=data))
    if left:
        save_moved(left)
        CaseEvent.objects.bulk_create(events)
        outbox.emit(NOTICE, [event.pk for event in events])
    return len(left)


def _units_of(people: Collection[int]) -> dict[int | None, int | None]:
    working = User.objects.filter(pk__in=people, is_active=True, role__in=UNIT)
    return dict(working.values_list("pk", "membership__department"))
