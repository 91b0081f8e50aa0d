"""Rounds in the office: the list, one round with its stops, findings and draw, and its moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

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
from accounts.roles import OVERSIGHT
from common.chips import without
from common.columns import Column
from common.counting import COUNTED, count_lists
from common.form_errors import add_refusal
from common.keyset import page_of
from common.refusals import Conflict, Forbidden, Missing, Refused
from grids.presenters.layers import city_layers
from rounds.actions import move_round
from rounds.filters.rounds import RoundFilter
from rounds.forms.rounds import RoundMoveForm
from rounds.models import Round
from rounds.permissions.rounds import READERS, RULES
from rounds.presenters import rounds as presenters
from rounds.queries.rounds import drawn_again, findings_of, listed, progress_of, round_for, stops_of, with_progress
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import MOVES, Move

SIZE = 50
COLUMNS = (
    Column("number", pgettext_lazy("life", "Number"), fixed=True),
    Column("title", gettext_lazy("Round")),
    Column("state", gettext_lazy("State")),
    Column("due", gettext_lazy("Due")),
    Column("way", pgettext_lazy("round", "Way")),
    Column("group", gettext_lazy("Group")),
    Column("progress", pgettext_lazy("of a round", "Places"), number=True),
    Column("found", gettext_lazy("Findings"), number=True),
    Column("lost", gettext_lazy("Marks lost"), number=True),
)


@login_required
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the last due first."""
    user = current_user(request)
    form = RoundFilter(request.GET, queryset=listed(user), user=user)
    if not form.is_valid():
        return render(request, "rounds/list.html", {"filter": form.form, "wrong": True}, status=400)
    page = page_of(with_progress(form.qs, user), ordering="-due_on", cursor=request.GET.get("cursor", ""), size=SIZE)
    now = timezone.now()
    viewer = RoundViewer(user, now)
    context = {
        "filter": form.form, "columns": COLUMNS, "page": page, "now": now,
        "rows": [(row, row.lamp(at=now), viewer.sees_all(row)) for row in page.rows], "most": COUNTED,
        "total": count_lists([form.qs])[0] if page.next or page.previous else len(page.rows),
        "narrowed": bool(without(request.GET, "cursor")[1:]), "reads_plans": user.role in READERS,
    }  # fmt: skip
    return render(request, "rounds/list.html", context)


@login_required
@require_safe
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _page(request, round_for(current_user(request), round_id))


@login_required
@require_POST
def move(request: HttpRequest, round_id: UUID, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    found = round_for(user, round_id)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = RoundMoveForm(wanted, request.POST)
    if not form.is_valid():
        viewer = RoundViewer(user, timezone.now())
        if isinstance(no := RULES.refusal(viewer, found, wanted), Forbidden):
            raise no
        if not viewer.sees_all(found):  # the page would offer nothing, and say nothing
            raise Missing(_("There is no such round, or it is not yours."))
        return _page(request, found, form, status=422)
    try:
        moved, __ = move_round(round_id=round_id, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, round_id, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.number, "move": wanted.label})
    return redirect(moved.replaced_by.order_by("attempt").last() or moved)


def _refused(request: HttpRequest, round_id: UUID, form: RoundMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the round as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = round_for(current_user(request), round_id)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        form.data = {**request.POST.dict(), "version": str(fresh.version)}
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: Move
    refusal: Refused | None
    form: RoundMoveForm | None


def _offers(of: Round, user: User, bound: RoundMoveForm | None) -> list[Offer]:
    """None to who sees a part of it: what is decided is decided of all of it."""
    viewer = RoundViewer(user, timezone.now())
    found = RULES.offered(viewer, of) if viewer.sees_all(of) else ()
    return [Offer(move, no, _form(of, move, no, bound)) for move, no in found]


def _form(of: Round, move: Move, no: Refused | None, bound: RoundMoveForm | None) -> RoundMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    if bound is not None and bound.move == move:
        return bound
    return RoundMoveForm(move, initial={"id": uuid4(), "version": of.version}) if no is None else None


def _page(request: HttpRequest, of: Round, bound: RoundMoveForm | None = None, status: int = 200) -> HttpResponse:
    user, now = current_user(request), timezone.now()
    stops, viewer = stops_of(of, user), RoundViewer(user, now)
    whole, (earlier, later) = viewer.sees_all(of), drawn_again(of, user)
    oversees = whole and user.role in OVERSIGHT
    context: dict[str, Any] = {
        "round": of, "offers": _offers(of, user, bound), "stops": stops, "progress": progress_of(stops),
        "findings": findings_of(of, user), "points": presenters.points(stops), "layers": city_layers(),
        "lamp": of.lamp(at=now), "now": now, "way": presenters.way_of(stops), "oversees": oversees,
        "draw": presenters.draw_shown(of, stops) if oversees else None,
        "timeline": presenters.timeline(of) if oversees else [], "earlier": earlier,
        "later": later, "walks": viewer.in_group(of), "sees_all": whole,
    }  # fmt: skip
    return render(request, "rounds/round.html", context, status=status)
