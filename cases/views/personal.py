"""A person's right: an administrator finds what is kept of them, hands it out, or makes it go.

Name and number are sent in the body and never stand in an address, for addresses are kept by browsers and proxies.
"""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import current_user
from cases.actions import forget_person, hand_out_person
from cases.forms.personal import PersonForm, RightForm
from cases.permissions import erasing_refusal
from cases.queries.personal import MOST, Trace, traces_of
from common.columns import Column
from common.download import ListFile
from common.form_errors import add_refusal
from common.refusals import Refused
from common.sheet_stream import SheetColumn
from registry.personal import PersonalTrace, traces_elsewhere

COLUMNS = (
    Column("case", gettext_lazy("Case"), fixed=True),
    Column("at", gettext_lazy("When")),
    Column("where", gettext_lazy("Where it stands")),
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def personal(request: HttpRequest) -> HttpResponseBase:
    """Looks for the person; shows where they stand, and never what stands there: that is in the file.

    When the person was only looked for, all that was found is ticked.
    """
    user = current_user(request)
    if no := erasing_refusal(user):
        raise no
    if request.method == "GET":
        return _page(request, PersonForm())
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    traces, others = traces_of(form.person), traces_elsewhere(form.person)
    numbers = {trace.case: trace.number for trace in traces}
    things = {f"{trace.kind}|{trace.key}": trace.label for trace in others}
    if "do" not in request.POST:
        right = RightForm(numbers, things, initial={"name": form.person.name, "phone": form.person.phone})
        return _page(request, form, traces=traces, others=others, right=right)
    right = RightForm(numbers, things, request.POST)
    if right.is_valid() and (done := _do(request.POST["do"], right, user, request)):
        return done
    return _page(request, form, traces=traces, others=others, right=right, status=422)


def _do(what: str, form: RightForm, user: User, request: HttpRequest) -> HttpResponseBase | None:
    said = {"person": form.person, "reason": form.cleaned_data["reason"], "by": user}
    try:
        if what in ("csv", "xlsx"):
            return _file(*hand_out_person(**said), what)
        if not form.cleaned_data["cases"] and not form.things:
            form.add_error("cases", _("Choose at least one."))
            return None
        number = forget_person(cases=form.cleaned_data["cases"], others=form.things, **said)
    except Refused as no:
        add_refusal(form, no)
        return None
    words = ngettext("Removed from %(n)d case or other record.", "Removed from %(n)d cases and other records.", number)
    words %= {"n": number}
    messages.success(request, words)
    return redirect("registry:privacy_records")


def _file(traces: list[Trace], others: list[PersonalTrace], form: str) -> StreamingHttpResponse:
    named = [(_("Of what"), 24), (_("When"), 17), (_("Where it stands"), 28), (_("What is kept"), 80)]
    file = ListFile("personal-data", _("Personal data"), [SheetColumn(name, width) for name, width in named])
    rows = [[each.number, each.at, str(each.where.label), each.text] for each in traces]
    return file.of_cells(rows + [[each.label, each.at, each.where, each.text] for each in others], form=form)


def _page(
    request: HttpRequest, form: PersonForm, *, traces: list[Trace] | None = None,
    others: Sequence[PersonalTrace] = (), right: RightForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    ticked = set(right["cases"].value() or ()) if right is not None and right.is_bound else None
    rows: dict[UUID, tuple[Trace, list[str], bool]] = {}
    for trace in traces or ():
        shown = ticked is None or str(trace.case) in ticked
        rows.setdefault(trace.case, (trace, [], shown))[1].append(str(trace.where.label))
    context = {
        "others": _elsewhere(others, right), "form": form, "right": right, "rows": list(rows.values()),
        "looked": traces is not None, "columns": COLUMNS,
        "full": MOST in (len(traces or ()), len(others)),
    }  # fmt: skip
    return render(request, "cases/personal.html", context, status=status)


def _elsewhere(traces: Sequence[PersonalTrace], right: RightForm | None) -> list[tuple[str, PersonalTrace, str, bool]]:
    """Things of other houses: their value in the form, what they are, where in them the person stands, and whether
    they are ticked."""
    ticked = set(right["others"].value() or ()) if right is not None and right.is_bound else None
    found: dict[str, list[PersonalTrace]] = {}
    for trace in traces:
        found.setdefault(f"{trace.kind}|{trace.key}", []).append(trace)
    return [
        (key, rows[0], " · ".join(dict.fromkeys(row.where for row in rows)), ticked is None or key in ticked)
        for key, rows in found.items()
    ]  # fmt: skip
