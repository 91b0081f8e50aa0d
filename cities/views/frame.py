"""What the pages of administration share: who reads and who changes, and how a form becomes a verb."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import require_role
from accounts.roles import Role
from cities.words import seen_by, to_come
from common.form_errors import add_refusal
from common.plain import fingerprint, to_json
from common.refusals import Forbidden, Malformed, Missing, Refused
from common.way_back import way_back
from registry.actions import Applied
from registry.models import Change, PlannedChange
from registry.registers import Register

ADMINS = (Role.ADMINISTRATOR,)
READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
Context = dict[str, Any]
Row = TypeVar("Row", bound=Model)
LIMIT = {"limit": "limit_value"}  # what the field of a form is called that a refusal calls otherwise
Text = str | Promise


def reader(request: HttpRequest, roles: Collection[Role] = READERS) -> User:
    """Whoever asks, if this page is for them. An auditor reads everything here and changes nothing."""
    return require_role(request, roles)


def keeper(request: HttpRequest) -> User:
    return reader(request, ADMINS if request.method == "POST" else READERS)


def may(user: User) -> bool:
    return user.role in ADMINS


def found(rows: QuerySet[Row], sentence: str, **key: Any) -> Row:
    row = rows.filter(**key).first()
    if row is None:
        raise Missing(sentence)
    return row


def seen(thing: Register[Any, Any], row: Model) -> str:
    """What a form about this row shows; `put` refuses it when somebody changes the row meanwhile."""
    return fingerprint(to_json(thing.snapshot(row)))


def attempt(form: Form, deed: Callable[[], object], *, names: Mapping[str, str] | None = None) -> bool:
    """Call the verb; a refusal becomes errors of the form, so that nothing typed is lost. Forbidden stays a page."""
    try:
        deed()
    except Forbidden:
        raise
    except Refused as no:
        add_refusal(form, no, names)
        return False
    return True


def saved(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, words)
    return redirect(to, *args)


def back(request: HttpRequest, to: str) -> HttpResponse:
    """To where the person pressed the button, if that is one of our pages."""
    return redirect(way_back(request, to))


def kept(
    request: HttpRequest,
    form: Form,
    verb: Callable[[], Applied | Sequence[Applied]],
    words: str,
    to: str,
    *args: Any,
    names: Mapping[str, str] | None = None,
) -> HttpResponse | None:
    """`verb` by a form that is right, and the way on; None where the form has to be shown again."""
    found: list[Applied | Sequence[Applied]] = []
    if form.is_valid() and attempt(form, lambda: found.append(verb()), names=names):
        return settled(request, found[0], words, to, *args)
    return None


def settled(request: HttpRequest, done: Applied | Sequence[Applied], words: str, to: str, *args: Any) -> HttpResponse:
    """`saved`, which says so where changes are yet to come."""
    plans = [each for each in (done if isinstance(done, Sequence) else [done]) if isinstance(each, PlannedChange)]
    if len(plans) == 1:
        words = _("“%(label)s” will change by itself on %(day)s.") % {"label": plans[0].label, "day": plans[0].on}
    elif plans:
        words = _("%(n)s changes will be made by themselves on %(day)s.") % {"n": len(plans), "day": plans[0].on}
    return saved(request, words, to, *args)


def first_day_without(request: HttpRequest) -> date:
    """The day that was chosen for an end, today where none was."""
    said = request.POST.get("on", "")
    try:
        return date.fromisoformat(said) if said else timezone.localdate()
    except ValueError as error:
        raise Malformed(_("“%(value)s” is not a date such as 2026-03-31.") % {"value": said[:40]}) from error


def sheet(
    request: HttpRequest, form: Form, *, title: Text, crumbs: Sequence[tuple[str, Text]], **more: Any
) -> HttpResponse:
    """The page of a form; readers who may not change see it with its fields closed."""
    assert isinstance(request.user, User)
    allowed = may(request.user) and not more.get("closed")
    if not allowed:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "title": title, "crumbs": crumbs, "may": allowed, "fields": form.visible_fields(), **more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, more.get("template", "cities/form.html"), context, status=status)


def history(thing: Register[Any, Any], key: str) -> Context:
    """The last changes of a thing, to stand beside its form."""
    rows = Change.objects.filter(kind=thing.kind, key=key).select_related("by")[:5]
    plans = to_come(PlannedChange.objects.filter(kind=thing.kind, key=key))
    return {"history": seen_by(rows), "history_key": key, "history_kind": thing.kind, "coming": plans}
