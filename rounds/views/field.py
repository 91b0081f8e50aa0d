"""A round on the phone: my rounds, the stops on the way, the checklist of one, and handing it in.

For who walks it or sees all of it: a unit reads what is charged to it on the pages of rounds and findings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from common.form_errors import add_refusal
from common.ids import growing_id
from common.refusals import Missing, Refused
from departments.models import Department
from evidence.presenters import Shot
from registry.queries import settings_in_force
from rounds.actions import give_answer, move_round, move_stop
from rounds.forms.walk import AnswerForm, HandInForm, StopMoveForm, answer_form
from rounds.models import ChecklistLine, Round, Stop
from rounds.permissions.rounds import RULES as ROUNDS
from rounds.permissions.stops import RULES as STOPS
from rounds.permissions.stops import answering_refusal
from rounds.presenters.checklists import examples_of
from rounds.presenters.findings import shots_of
from rounds.queries.scores import Asked, asked_at, score_of
from rounds.queries.walks import my_rounds, people_of, round_for, stop_for, together, way_of
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import HAND_IN
from rounds.workflow.rounds import MOVES as MOVES_OF_ROUNDS
from rounds.workflow.stops import MOVES, Move, StopState


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rounds = [(of, of.lamp(at=now)) for of in my_rounds(current_user(request), at=now)]
    return render(request, "rounds/field_index.html", {"rounds": rounds, "now": now})


@login_required
@require_safe
def walk(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _round_page(request, round_for(current_user(request), round_id, whole=True))


@login_required
@require_POST
def hand_in(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Refused while a stop is open; the page says which."""
    user = current_user(request)
    of, form = round_for(user, round_id, whole=True), HandInForm(request.POST)
    if not form.is_valid():
        return _round_page(request, of, form, status=422)
    try:
        move_round(round_id=of.pk, request=form.request(HAND_IN), by=user)
    except Refused as no:
        if no.status in (403, 404):
            raise
        fresh = round_for(user, round_id, whole=True)
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
        add_refusal(form, no)
        return _round_page(request, fresh, form, status=no.status)
    sentence = _("%(number)s is handed in. The units are told what is charged to them.")
    messages.success(request, sentence % {"number": of.number})
    return redirect("rounds:field")


def _round_page(request: HttpRequest, of: Round, form: HandInForm | None = None, status: int = 200) -> HttpResponse:
    viewer, way = RoundViewer(current_user(request), timezone.now()), way_of(of)
    refusal = ROUNDS.refusal(viewer, of, MOVES_OF_ROUNDS[HAND_IN])
    context = {
        "round": of, "way": way, "score": together(way), "lamp_state": of.lamp(at=viewer.at), "now": viewer.at,
        "open": [each.stop for each in way if each.stop.state == StopState.OPEN], "walks": viewer.in_group(of),
        "form": form or HandInForm(initial={"id": growing_id(), "version": of.version}), "no": refusal,
    }  # fmt: skip
    return render(request, "rounds/field_round.html", context, status=status)


# --- a stop -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the checklist with its example photos, its answer, the photos of its finding, and the form to answer
    it."""

    asked: Asked
    examples: Sequence[Shot]
    shots: Sequence[Shot]
    form: AnswerForm | None

    @property
    def line(self) -> ChecklistLine:
        return self.asked.line


@dataclass(frozen=True, slots=True)
class StopOffer:
    """A move of the stop with its form; or, where it is refused now, with the sentence that says why."""

    move: Move
    refusal: Refused | None
    form: StopMoveForm


@login_required
@require_safe
def stop(request: HttpRequest, round_id: UUID, stop_id: int) -> HttpResponse:
    return _stop_page(request, stop_for(current_user(request), round_id, stop_id, whole=True))


def _stop_page(
    request: HttpRequest, of: Stop, answer: AnswerForm | None = None, move: StopMoveForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user = current_user(request)
    viewer = RoundViewer(user, timezone.now())
    context = {
        "stop": of, "round": of.round, "lines": _lines(of, user, answer), "score": score_of(of),
        "no": answering_refusal(viewer, of), "offers": _offers(of, viewer, move), "next": _next(of),
        **_charge(of.place.unit),
    }  # fmt: skip
    return render(request, "rounds/field_stop.html", context, status=status)


def _lines(of: Stop, user: User, bound: AnswerForm | None = None) -> list[LineShown]:
    """Every line; the form that was sent and refused stands in its place. Without forms where nothing can be said."""
    asked, may = asked_at(of, user), answering_refusal(RoundViewer(user, timezone.now()), of) is None
    shots = shots_of(each.finding for each in asked if each.finding is not None)
    examples = examples_of(each.line for each in asked)
    photo = may and bool(settings_in_force("deduction_photo")["deduction_photo"])
    return [
        LineShown(
            each, examples[each.line.pk], shots[each.finding.pk] if each.finding is not None else (),
            _form(each, may, bound, photo),
        )
        for each in asked
    ]  # fmt: skip


def _form(asked: Asked, may: bool, bound: AnswerForm | None, photo: bool) -> AnswerForm | None:
    if bound is not None and bound.data.get("line") == asked.line.code:
        return bound
    return answer_form(asked, photo=photo) if may else None


def _offers(of: Stop, viewer: RoundViewer, bound: StopMoveForm | None) -> list[StopOffer]:
    return [StopOffer(move, no, _move_form(of, move, bound)) for move, no in STOPS.offered(viewer, of)]


def _move_form(of: Stop, move: Move, bound: StopMoveForm | None) -> StopMoveForm:
    if bound is not None and bound.move == move:
        return bound
    return StopMoveForm(move, initial={"id": growing_id(), "version": of.version})


def _next(of: Stop) -> Stop | None:
    """The stop on the way after this one that is still open, else the first one that is."""
    still = of.round.stops.filter(state=StopState.OPEN).exclude(pk=of.pk).select_related("place").order_by("order")
    return still.filter(order__gt=of.order).first() or still.first()


@login_required
@require_safe
def charge(request: HttpRequest, round_id: UUID, stop_id: int) -> HttpResponse:
    """Who can be charged, once another unit was chosen."""
    of = stop_for(current_user(request), round_id, stop_id, whole=True)
    unit = Department.objects.active().filter(code=request.GET.get("unit", "")[:40]).first()
    context = {"stop": of, "round": of.round, **_charge(unit or of.place.unit)}
    return render(request, "rounds/field_charge.html", context)


def _charge(unit: Department | None) -> dict[str, Any]:
    """Every unit, and the people of the one that is chosen."""
    people = people_of(unit) if unit is not None else []
    return {"units": Department.objects.active(), "unit": unit, "people": people}


@login_required
@require_POST
def answer(request: HttpRequest, round_id: UUID, stop_id: int) -> HttpResponse:
    """One answer. For htmx the line anew, with the score beside it; without it the page of the stop."""
    user = current_user(request)
    of = stop_for(user, round_id, stop_id, whole=True)
    line = ChecklistLine.objects.filter(version=of.round.checklist_id, code=request.POST.get("line", "")[:32]).first()
    if line is None:
        raise Missing(_("The checklist of this round has no such line."))
    form = AnswerForm(line, request.POST)
    if not form.is_valid():
        return _answered(request, of, line, form, 422)
    try:
        give_answer(stop_id=of.pk, message=form.message(), by=user)
    except Refused as no:
        return _refused(request, of, line, form, no)
    return _answered(request, of, line)


def _refused(request: HttpRequest, of: Stop, line: ChecklistLine, form: AnswerForm, no: Refused) -> HttpResponse:
    """The line as it is now, with all that was typed: after having looked, it can be sent again."""
    if no.status in (403, 404):
        raise no
    fresh = stop_for(current_user(request), of.round_id, of.pk, whole=True)
    [asked] = [each for each in asked_at(fresh, current_user(request)) if each.line == line]
    data = request.POST.copy()
    data["replaces"] = str(asked.answer.pk) if asked.answer is not None else ""
    form.data = data
    add_refusal(form, no)
    return _answered(request, fresh, line, form, no.status)


def _answered(
    request: HttpRequest, of: Stop, line: ChecklistLine, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        if form is not None:
            return _stop_page(request, of, form, status=status)
        return redirect(f"{reverse('rounds:field_stop', args=[of.round_id, of.pk])}#line-{line.pk}")
    fresh = stop_for(current_user(request), of.round_id, of.pk, whole=True)
    [shown] = [each for each in _lines(fresh, current_user(request), form) if each.line == line]
    context = {"stop": fresh, "round": fresh.round, "shown": shown, "score": score_of(fresh), "live": True}
    response = render(request, "rounds/field_line.html", context, status=status)
    if status >= 400:  # what was refused stands in its line, and not in the corner
        response["HX-Retarget"], response["HX-Reswap"] = f"#line-{line.pk}", "outerHTML"
    return response


@login_required
@require_POST
def stop_move(request: HttpRequest, round_id: UUID, stop_id: int, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    of = stop_for(user, round_id, stop_id, whole=True)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = StopMoveForm(wanted, request.POST)
    if not form.is_valid():
        return _stop_page(request, of, move=form, status=422)
    try:
        move_stop(stop_id=of.pk, request=form.request(), by=user)
    except Refused as no:
        if no.status in (403, 404):
            raise
        fresh = stop_for(user, round_id, stop_id, whole=True)
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
        add_refusal(form, no)
        return _stop_page(request, fresh, move=form, status=no.status)
    messages.success(request, _("%(place)s: %(move)s.") % {"place": of.place, "move": wanted.label})
    return redirect("rounds:field_round", of.round_id)
