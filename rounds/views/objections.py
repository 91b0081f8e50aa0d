"""Objections to deductions: raised on the page of the finding, listed, and decided on a page of their own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from common.chips import without
from common.columns import Column
from common.form_errors import add_refusal
from common.ids import growing_id
from common.keyset import page_of
from common.refusals import Conflict, Forbidden, Missing, Refused
from evidence.presenters import shot
from evidence.queries import photos_of
from rounds.actions import move_objection, raise_objection
from rounds.filters.findings import ObjectionFilter
from rounds.forms.findings import GroundsForm, ObjectionMoveForm
from rounds.models import Objection
from rounds.permissions.objections import RULES
from rounds.presenters.findings import shots_of, timeline
from rounds.queries.findings import finding_for, objection_for
from rounds.viewer import RoundViewer
from rounds.views.findings import finding_page
from rounds.workflow.objections import MOVES, Move

SIZE = 50
COLUMNS = (
    Column("raised", gettext_lazy("Raised"), fixed=True),
    Column("unit", gettext_lazy("Unit")),
    Column("place", pgettext_lazy("of the archive", "Place")),
    Column("lost", gettext_lazy("Marks")),
    Column("grounds", gettext_lazy("Grounds")),
    Column("due", gettext_lazy("Answer due")),
    Column("state", gettext_lazy("State")),
)


@login_required
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the newest first."""
    user, related = current_user(request), ("unit", "finding__place", "finding__round")
    seen = Objection.objects.visible_to(user).select_related(*related).defer("finding__place__boundary")
    form = ObjectionFilter(request.GET, queryset=seen, user=user)
    if not form.is_valid():
        return render(request, "rounds/objections.html", {"filter": form.form, "wrong": True}, status=400)
    page = page_of(form.qs, ordering="-raised_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    now = timezone.now()
    context = {
        "filter": form.form, "columns": COLUMNS, "page": page, "now": now,
        "rows": [(row, row.lamp(at=now)) for row in page.rows], "narrowed": bool(without(request.GET, "cursor")[1:]),
    }  # fmt: skip
    return render(request, "rounds/objections.html", context)


@login_required
@require_POST
def add(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The unit objects; sent twice it is one objection, refused it keeps all that was typed."""
    user = current_user(request)
    of, form = finding_for(user, finding_id), GroundsForm(request.POST, auto_id="grounds_%s")
    if not form.is_valid():
        return finding_page(request, of, grounds=form, status=422)
    try:
        raised, __ = raise_objection(finding_id=of.pk, grounds=form.grounds(), by=user)
    except Refused as no:
        if no.status in (403, 404):
            raise
        add_refusal(form, no)
        return finding_page(request, finding_for(user, finding_id), grounds=form, status=no.status)
    messages.success(request, _("The objection is raised; somebody who did not walk the round answers it."))
    return redirect("rounds:objection", raised.pk)


@login_required
@require_safe
def objection(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    return _page(request, objection_for(current_user(request), objection_id))


@login_required
@require_POST
def move(request: HttpRequest, objection_id: UUID, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    found = objection_for(user, objection_id)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = ObjectionMoveForm(wanted, request.POST)
    if not form.is_valid():
        if isinstance(no := RULES.refusal(RoundViewer(user, timezone.now()), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        move_objection(objection_id=objection_id, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, objection_id, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.unit, "move": wanted.label})
    return redirect("rounds:objection", objection_id)


def _refused(request: HttpRequest, objection_id: UUID, form: ObjectionMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the objection as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = objection_for(current_user(request), objection_id)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


@dataclass(frozen=True, slots=True)
class ObjectionOffer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: Move
    refusal: Refused | None
    form: ObjectionMoveForm | None


def _offers(of: Objection, user: User, bound: ObjectionMoveForm | None) -> list[ObjectionOffer]:
    found = RULES.offered(RoundViewer(user, timezone.now()), of)
    return [ObjectionOffer(move, no, _form(of, move, no, bound)) for move, no in found]


def _form(of: Objection, move: Move, no: Refused | None, bound: ObjectionMoveForm | None) -> ObjectionMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    if bound is not None and bound.move == move:
        return bound
    return ObjectionMoveForm(move, initial={"id": growing_id(), "version": of.version}) if no is None else None


def _page(
    request: HttpRequest, of: Objection, bound: ObjectionMoveForm | None = None, status: int = 200
) -> HttpResponse:
    now, finding = timezone.now(), of.finding
    context: dict[str, Any] = {
        "objection": of, "finding": finding, "answer": finding.answer, "line": finding.answer.item, "now": now,
        "lamp_state": of.lamp(at=now), "shots": shots_of([finding])[finding.pk],
        "own_shots": [shot(photo) for photo in photos_of(of.subject)], "timeline": timeline(of),
        "offers": _offers(of, current_user(request), bound),
    }  # fmt: skip
    return render(request, "rounds/objection.html", context, status=status)
