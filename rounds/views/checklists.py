"""The page of a checklist: its items as the phone shows them, with their example photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user, require_role
from common.form_errors import add_refusal
from common.refusals import Refused
from evidence.forms import PhotosField
from evidence.presenters import Shot
from rounds.actions import add_examples, drop_example
from rounds.models import Checklist, ChecklistItem
from rounds.permissions.rounds import READERS, keeping_refusal
from rounds.presenters.checklists import examples_of
from rounds.queries.checklists import checklist_for, items_of, last_version


class ExamplesForm(forms.Form):
    photos = PhotosField(label=gettext_lazy("Example photos"))


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item with its example photos, each with its id; the form where this person may add to them."""

    item: ChecklistItem
    examples: Sequence[tuple[UUID, Shot]]
    form: ExamplesForm | None


@login_required
@require_safe
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    require_role(request, READERS)
    return _page(request, checklist_for(code))


@login_required
@require_safe
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """On the page on which it is kept."""
    require_role(request, READERS)
    of = checklist_for(code)
    return render(request, "rounds/checklist_panel.html", {"checklist": of, "rows": _shown(of)})


@login_required
@require_POST
def add(request: HttpRequest, code: str, item: str) -> HttpResponse:
    user = _keeper(request)
    form = ExamplesForm(request.POST, auto_id=f"id_{item}_%s")
    of = checklist_for(code)
    if not form.is_valid():
        return _page(request, of, item, form, status=422)
    try:
        add_examples(checklist=code, item=item, photos=form.cleaned_data["photos"], by=user)
    except Refused as no:
        if no.status in (403, 404):
            raise
        add_refusal(form, no)
        return _page(request, of, item, form, status=no.status)
    messages.success(request, _("Rounds that are drawn from now on show it."))
    return redirect(f"{of.get_absolute_url()}#item-{item}")


@login_required
@require_POST
def drop(request: HttpRequest, code: str, item: str, photo: UUID) -> HttpResponse:
    user = _keeper(request)
    drop_example(checklist=code, item=item, photo=photo, by=user)
    messages.success(request, _("It is shown no more. Rounds that were drawn keep it."))
    return redirect(f"{checklist_for(code).get_absolute_url()}#item-{item}")


def _keeper(request: HttpRequest) -> User:
    user = current_user(request)
    if no := keeping_refusal(user):
        raise no
    return user


def _page(
    request: HttpRequest, of: Checklist, item: str = "", form: ExamplesForm | None = None, status: int = 200
) -> HttpResponse:
    """The form that was sent and refused stands in its place."""
    may = keeping_refusal(current_user(request)) is None
    rows = [
        ItemShown(each, examples, _form(each, item, form) if may else None) for each, examples in _shown(of)
    ]  # fmt: skip
    context = {"checklist": of, "rows": rows, "may": may, "version": last_version(of)}
    return render(request, "rounds/checklist.html", context, status=status)


def _form(of: ChecklistItem, item: str, bound: ExamplesForm | None) -> ExamplesForm:
    return bound if bound is not None and of.code == item else ExamplesForm(auto_id=f"id_{of.code}_%s")


def _shown(of: Checklist) -> list[tuple[ChecklistItem, list[tuple[UUID, Shot]]]]:
    items = items_of(of)
    examples = examples_of(items)
    return [(each, list(zip(each.photos, examples[each.pk], strict=True))) for each in items]
