"""People: who works here, as what, in which unit, on which rounds; and the way to a first or a new password."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import DESCRIPTIONS, Role
from cities.actions.staff import keep_person
from cities.forms.people import NewPersonForm, PeopleFilter, PersonForm
from common.columns import Column
from common.keyset import page_of
from departments.actions import invite, person
from registry.presenters.changes import history_of
from registry.views.common import (
    EDITORS,
    can_edit,
    edit_token,
    editor,
    get_or_missing,
    reader,
    redirect_with_message,
    render_form,
    save_or_add_errors,
)

SIZE = 50
COLUMNS = (
    Column("name", pgettext_lazy("of a person", "Name"), fixed=True),
    Column("username", gettext_lazy("User name")),
    Column("role", gettext_lazy("Role")),
    Column("unit", pgettext_lazy("of a person", "Unit")),
    Column("grids", gettext_lazy("Duty grids")),
    Column("phone", gettext_lazy("Phone"), hidden=True),
    Column("since", gettext_lazy("Last sign-in")),
    Column("state", gettext_lazy("State")),
)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    user, form = reader(request), PeopleFilter(request.GET)
    rows = User.objects.select_related("membership__department").prefetch_related("duty_grids")
    rows = form.narrow(rows) if form.is_valid() else rows.none()
    page = page_of(rows, ordering="date_joined", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {"filter": form, "columns": COLUMNS, "page": page, "may": can_edit(user), "narrowed": form.has_changed()}
    return render(request, "cities/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    user, form = editor(request), NewPersonForm(request.POST or None, initial={"unit": request.GET.get("unit")})
    if form.is_valid() and save_or_add_errors(form, lambda: _keep(form, form.cleaned_data["username"], user, new=True)):
        words = _("The account is there. Make a link now by which its owner sets a password.")
        return redirect_with_message(request, words, "cities:person", form.cleaned_data["username"])
    return render_form(request, form, title=_("Add a person"), crumbs=[_home()], roles=_roles())


@login_required
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, username: str) -> HttpResponse:
    user, row = editor(request), _person(username)
    membership = getattr(row, "membership", None)
    initial = vars(person.snapshot(row)) | {
        "unit": membership.department.code if membership else "", "grids": [grid.code for grid in row.duty_grids.all()],
        "seen": edit_token(person, row),
    }  # fmt: skip
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid() and save_or_add_errors(form, lambda: _keep(form, username, user)):
        return redirect_with_message(request, _("The person was changed."), "cities:person", username)
    more: dict[str, Any] = {"row": row, "roles": _roles(), "template": "cities/person.html", "self": row.pk == user.pk}
    return render_form(request, form, title=str(row), crumbs=[_home()], **more, **history_of(person, username))


@login_required
@require_POST
@never_cache
def person_invite(request: HttpRequest, username: str) -> HttpResponse:
    """Make the link and show it, this once."""
    row, uid, token = invite(username=username, by=reader(request, EDITORS))
    link = request.build_absolute_uri(reverse("accounts:welcome", args=[uid, token]))
    return render(request, "cities/invitation.html", {"row": row, "link": link})


def _keep(form: PersonForm, username: str, by: User, *, new: bool = False) -> None:
    keep_person(
        username=username, data=form.entered(), unit=form.unit_code(), grids=form.grid_codes(),
        seen=None if new else form.cleaned_data["seen"], new=new, by=by,
    )  # fmt: skip


def _person(username: str) -> User:
    rows = User.objects.select_related("membership__department").prefetch_related("duty_grids")
    return get_or_missing(rows, _("There is no such person."), username=username)


def _roles() -> list[tuple[Role, Any]]:
    return [(role, DESCRIPTIONS[role]) for role in Role]


def _home() -> tuple[str, str]:
    return reverse("cities:people"), _("People")
