"""What the pages of administration share: who reads and who edits, and how a form becomes a verb."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import current_user, require_role
from accounts.roles import Role
from common.form_errors import add_refusal
from common.refusals import Forbidden, Malformed, Missing, Refused
from common.way_back import way_back
from registry.actions import Applied, is_waiting
from registry.cells import Text, optional_date
from registry.models import PlannedChange
from registry.tabs import READERS

EDITORS = frozenset({Role.ADMINISTRATOR})
Crumbs = Sequence[tuple[str, Text]]
Row = TypeVar("Row", bound=Model)


def reader(request: HttpRequest, roles: Collection[Role] = READERS) -> User:
    """Whoever asks, if this page is for them. An auditor reads everything here and changes nothing."""
    return require_role(request, roles)


def editor(request: HttpRequest, roles: Collection[Role] = EDITORS, readers: Collection[Role] = READERS) -> User:
    """Whoever asks: to look at the form as a reader, to send it as an editor."""
    return require_role(request, roles if request.method == "POST" else {*readers, *roles})


def can_edit(user: User, roles: Collection[Role] = EDITORS) -> bool:
    return user.role in roles


def get_or_missing(rows: QuerySet[Row], sentence: str, **key: Any) -> Row:
    row = rows.filter(**key).first()
    if row is None:
        raise Missing(sentence)
    return row


def save_or_add_errors(form: Form, verb: Callable[[], object], *, names: Mapping[str, str] | None = None) -> bool:
    """Call the verb; a refusal becomes errors of the form, so that nothing typed is lost. Forbidden stays a page."""
    try:
        verb()
    except Forbidden:
        raise
    except Refused as no:
        add_refusal(form, no, names)
        return False
    return True


def redirect_with_message(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, words)
    return redirect(to, *args)


def back(request: HttpRequest, to: str) -> HttpResponse:
    """To where the person pressed the button, if that is one of our pages."""
    return redirect(way_back(request, to))


def submit(
    request: HttpRequest, form: Form, verb: Callable[[], Applied | Sequence[Applied]], words: str, to: str, *args: Any
) -> HttpResponse | None:
    """`verb` by a form that is right, and the way on; None where the form has to be shown again."""
    found: list[Applied | Sequence[Applied]] = []
    if form.is_valid() and save_or_add_errors(form, lambda: found.append(verb())):
        return done(request, found[0], words, to, *args)
    return None


def done(request: HttpRequest, made: Applied | Sequence[Applied], words: str, to: str, *args: Any) -> HttpResponse:
    """The way on, with the message; it says so where changes are yet to come, or wait for a second administrator."""
    many = made if isinstance(made, Sequence) else [made]
    plans = [each for each in many if isinstance(each, PlannedChange)]
    waiting = [each for each in many if is_waiting(each)]
    if len(plans) == 1:
        words = _("“%(label)s” will change by itself on %(day)s.") % {"label": plans[0].label, "day": plans[0].on}
    elif plans:
        words = _("%(n)s changes will be made by themselves on %(day)s.") % {"n": len(plans), "day": plans[0].on}
    if waiting:
        words = _("“%(label)s” waits for a second administrator. Until then nothing changes.")
        words = words % {"label": waiting[-1].label}
    return redirect_with_message(request, words, to, *args)


def first_day_without(request: HttpRequest) -> date:
    """The day that was chosen for an end, today where none was."""
    said = request.POST.get("on", "")
    try:
        return optional_date(said[:40]) or timezone.localdate()
    except ValueError as error:
        raise Malformed(str(error)) from error


def render_form(
    request: HttpRequest, form: Form, *, title: Text, crumbs: Crumbs = (), editors: Collection[Role] = EDITORS,
    closed: bool = False, template: str = "registry/form.html", **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a form; readers who may not change see it with its fields closed."""
    allowed = can_edit(current_user(request), editors) and not closed
    if not allowed:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "title": title, "crumbs": crumbs, "may": allowed, "fields": form.visible_fields(), **more}
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
