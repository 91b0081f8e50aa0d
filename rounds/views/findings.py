"""Findings: the list, the page of one, what it becomes, and the look that nobody announced."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import current_user
from common.chips import without
from common.columns import Column
from common.form_errors import add_refusal
from common.ids import growing_id
from common.keyset import page_of
from common.refusals import Refused
from rounds.actions import look_again, turn_finding
from rounds.filters.findings import FindingFilter
from rounds.forms.findings import GroundsForm, LookForm, TurnForm, turn_form
from rounds.models import Finding
from rounds.permissions.findings import look_refusal, turning_refusal
from rounds.permissions.objections import objecting_refusal
from rounds.presenters.findings import shots_of
from rounds.queries.findings import finding_for, listed, looks_at
from rounds.viewer import RoundViewer

SIZE = 50
COLUMNS = (
    Column("found", gettext_lazy("Found"), fixed=True),
    Column("place", pgettext_lazy("of the archive", "Place")),
    Column("line", pgettext_lazy("a finding", "Not in order")),
    Column("lost", gettext_lazy("Marks"), number=True),
    Column("unit", gettext_lazy("Unit")),
    Column("person", gettext_lazy("Person")),
    Column("round", gettext_lazy("Round")),
    Column("state", gettext_lazy("State")),
)


@login_required
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the newest first."""
    user = current_user(request)
    form = FindingFilter(request.GET, queryset=listed(user), user=user)
    if not form.is_valid():
        return render(request, "rounds/finding_list.html", {"filter": form.form, "wrong": True}, status=400)
    page = page_of(form.qs, ordering="-found_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": form.form,
        "columns": COLUMNS,
        "page": page,
        "narrowed": bool(without(request.GET, "cursor")[1:]),
    }
    return render(request, "rounds/finding_list.html", context)


@login_required
@require_safe
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    return finding_page(request, finding_for(current_user(request), finding_id))


@login_required
@require_POST
def turn(request: HttpRequest, finding_id: int) -> HttpResponse:
    """A case, an item, or both in one step; sent twice it is one."""
    user = current_user(request)
    of = finding_for(user, finding_id)
    form = TurnForm(of, request.POST)
    if not form.is_valid():
        return finding_page(request, of, turn=form, status=422)
    line = of.answer.item
    condition = line.condition if form.cleaned_data["category"] == line.category else None
    try:
        after, __ = turn_finding(finding_id=of.pk, turn=form.turn(condition), by=user)
    except Refused as no:
        if no.status in (403, 404):
            raise
        add_refusal(form, no, {"due_at": "due_on"})
        return finding_page(request, finding_for(user, finding_id), turn=form, status=no.status)
    numbers = _(", ").join(each.number for each in (after.case, after.item) if each is not None)
    messages.success(request, _("It became %(numbers)s.") % {"numbers": numbers})
    return redirect(after)


@login_required
@require_POST
def look(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Somebody is sent to look at it again; nobody of the unit is told."""
    user = current_user(request)
    of, form = finding_for(user, finding_id), LookForm(request.POST)
    if not form.is_valid():
        return finding_page(request, of, look=form, status=422)
    try:
        look_again(finding_id=of.pk, note=form.cleaned_data["note"], by=user)
    except Refused as no:
        if no.status in (403, 404):
            raise
        add_refusal(form, no)
        return finding_page(request, finding_for(user, finding_id), look=form, status=no.status)
    messages.success(request, _("Somebody is sent to look at it. The unit is not told."))
    return redirect(of)


def finding_page(
    request: HttpRequest, of: Finding, *, turn: TurnForm | None = None, look: LookForm | None = None,
    grounds: GroundsForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of one, for who walks, who follows up, and the unit that is charged."""
    user, now = current_user(request), timezone.now()
    viewer = RoundViewer(user, now)
    may_turn = turning_refusal(viewer, of) is None and (of.case_id is None or of.item_id is None)
    may_object = objecting_refusal(user, of, at=now)
    begun = GroundsForm(auto_id="grounds_%s", initial={"id": growing_id()}) if may_object is None else None
    context: dict[str, Any] = {
        "finding": of, "answer": of.answer, "line": of.answer.item, "shots": shots_of([of])[of.pk], "now": now,
        "turn_form": turn or (turn_form(of) if may_turn else None),
        "look_form": look or (LookForm(auto_id="look_%s") if look_refusal(user, of) is None else None),
        "grounds_form": grounds or begun,
        "no_objection": may_object if may_object is not None and may_object.status != 403 else None,
        "objections": of.objections.select_related("unit", "raised_by").order_by("-raised_at"),
        "looks": looks_at(of, user), "walks": viewer.in_group(of.round),
    }  # fmt: skip
    return render(request, "rounds/finding.html", context, status=status)
