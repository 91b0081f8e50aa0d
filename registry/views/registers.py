"""The pages of whatever a register keeps: the list, the form of one thing, and its end. They follow from the register.

A house that shows something in a way of its own calls `list_page`, `add_page` or `edit_page` with more to draw.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from common.counting import COUNTED, count_lists
from common.keyset import Page, page_of
from common.refusals import Missing, Refused
from common.way_back import way_back
from registry.actions import Applied, apply_or_schedule_all
from registry.forms.filters import RegisterFilter
from registry.forms.kept import RegisterForm
from registry.geojson import takes_it
from registry.presenters.changes import coming_of, history_of
from registry.presenters.things import columns_of, listed
from registry.registers import ChangeRequest, TableRegister
from registry.views.common import can_edit, done, editor, first_day_without, reader, render_form, submit

SIZE, TREE = 100, 500  # a tree stands on one page
Table = TableRegister[Any, Any]
Form = type[RegisterForm]


@login_required
@require_safe
def things(request: HttpRequest, register: Table) -> HttpResponse:
    return list_page(request, register)


def list_page(request: HttpRequest, register: Table, *, template: str = "") -> HttpResponse:
    """A page of the things that fit the filter, with their number and whatever is to come of them."""
    user, form = reader(request, register.readers), RegisterFilter(register, request.GET)
    rows = form.narrow(register.rows()) if form.is_valid() else register.rows().none()
    size = TREE if register.tree is not None else SIZE
    page = page_of(rows, ordering=register.sorted_by, cursor=request.GET.get("cursor", ""), size=size)
    context = {
        "register": register, "filter": form, "columns": columns_of(register), "page": page,
        "total": _total(page, rows), "most": COUNTED,
        "rows": listed(register, page.rows, user), "may": can_edit(user, register.editors),
        "coming": coming_of(*register.parts), "narrowed": form.has_changed(),
        "table": register.stem if register.file else "", "geojson": takes_it(register),
    }  # fmt: skip
    return render(request, template or register.list_template, context)


def _total(page: Page[Any], rows: QuerySet[Any]) -> int:
    """How many fit, counted up to COUNTED: of a hundred thousand grids a look at the list reads a page."""
    return count_lists([rows], most=COUNTED)[0] if page.next or page.previous else len(page.rows)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, register: Table) -> HttpResponse:
    return add_page(request, register)


def add_page(
    request: HttpRequest, register: Table, *, form: RegisterForm | None = None, home: str = "", words: str = "",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The form of a new thing; `home` is where it leads then, else to the list, with these words."""
    user = editor(request, register.editors, register.readers)
    if form is None:
        form = RegisterForm(register, request.POST or None, initial=_begun(request))
    words = words or _("%(what)s: added.") % {"what": register.title}
    context: dict[str, Any] = {"title": _("Add: %(what)s") % {"what": register.title}, "crumbs": _crumbs(register)}
    context |= {"note": register.note, "register": register, "template": register.form_template} | more
    return _answer(request, form, user, words, home) or render_form(request, form, editors=register.editors, **context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, register: Table, at: str) -> HttpResponse:
    return edit_page(request, register, at)


def edit_page(
    request: HttpRequest, register: Table, at: str, *, made: Form = RegisterForm, home: str = "", **more: Any
) -> HttpResponse:
    """The form of one thing, with what changed of it last and what is to come; `made` is the form's class."""
    user = editor(request, register.editors, register.readers)
    row = _row(register, at)
    form = made(register, request.POST or None, row=row)
    answer = _answer(request, form, user, _("“%(name)s” was changed.") % {"name": register.name(row)}, home)
    context = {"row": row, "at": at, "note": register.note, "crumbs": _crumbs(register), "title": register.name(row)}
    context |= {"register": register, "removal": _removal(register, row), "today": timezone.localdate()}
    context["template"] = register.form_template
    context |= history_of(register, register.row_key(row), *register.parts[1:]) | more
    return answer or render_form(request, form, editors=register.editors, **context)


@login_required
@require_POST
def remove(request: HttpRequest, register: Table, at: str) -> HttpResponse:
    """Let a thing end today or on a day to come (`on`); or (`again`) let one that has ended begin again."""
    user = reader(request, register.editors)
    row, on = _row(register, at), first_day_without(request)
    if "again" in request.POST:
        data, words = register.reopened(row), _("“%(name)s” is in force again.")
    else:
        data, words = register.ended(row, on), _("“%(name)s” has ended.")
    if on < timezone.localdate():
        raise Refused(_("That day is over. It ends today or on a day to come."))
    return _removed(request, ChangeRequest(register, register.row_key(row), data, on), words, user)


def _removed(request: HttpRequest, asked: ChangeRequest, words: str, user: User) -> HttpResponse:
    made = apply_or_schedule_all([asked], by=user)
    name = made[0].label if made else asked.key
    return done(request, made, words % {"name": name}, way_back(request, _home(asked.register)))


def _answer(request: HttpRequest, form: RegisterForm, user: User, words: str, home: str) -> HttpResponse | None:
    def verb() -> list[Applied]:
        return [*apply_or_schedule_all(form.requests(), by=user)]

    return submit(request, form, verb, words, home or _home(form.register))


def _row(register: Table, at: str) -> Any:
    row = register.at(at)
    if row is None:
        raise Missing(_("%(what)s: there is none under this name.") % {"what": register.title})
    return row


def _begun(request: HttpRequest) -> Mapping[str, str]:
    """What an address says of a new thing, for links that begin it: ?unit=roads."""
    return {name: str(value) for name, value in request.GET.items()}


def _removal(register: Table, row: Any) -> str:
    """Which button lets it end: `again` where it has, empty where it can't."""
    if getattr(row, "ended_on", None) is not None:
        return "again"
    if "active" in register.by_name:
        return ""  # the form has a switch
    try:
        data = register.ended(row, timezone.localdate())
    except Refused:
        return ""
    return "away" if data is None else "end" if data != register.snapshot(row) else ""


def _crumbs(register: Table) -> list[tuple[str, Any]]:
    return [(_home(register), register.tab or register.plural)]


def _home(register: Any) -> str:
    return reverse("registry:list", args=[register])
