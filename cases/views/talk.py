"""Comments and attachments on the page of a case."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import current_user
from cases.actions import add_comment, note_look, withdraw_comment
from cases.forms import CommentForm
from cases.models import Case
from cases.permissions import people_who_see, writing_refusal
from cases.presenters.case import Talk
from cases.queries import case_for
from common.ids import growing_id
from common.refusals import Refused
from evidence.actions import attach_file
from evidence.forms import AttachmentForm

SUGGESTED = 8
NO_CHANGE = 204


@login_required
@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, number: str) -> HttpResponse:
    """What was said, or nothing (204) where `?seen=` still holds; POST says something."""
    case = case_for(current_user(request), number=number)
    if request.method == "GET":
        talk = _talk(request, case)
        if request.GET.get("seen") == talk["talk"].seen:
            return HttpResponse(status=NO_CHANGE)
        note_look(case=case, part=True, by=current_user(request))
        return render(request, "cases/comment_list.html", talk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            add_comment(case=case, id=form.cleaned_data["id"], text=form.cleaned_data["text"], by=current_user(request))
        except Refused as no:
            _say(form, no)
        else:
            return _done(request, case, "cases/comments.html")
    return _again(request, case, "cases/comments.html", comment_form=form)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: str, id: UUID) -> HttpResponse:  # noqa: A002 - the name in the address
    """One's own comment is taken back."""
    case = case_for(current_user(request), number=number)
    withdraw_comment(case=case, id=id, by=current_user(request))
    return _done(request, case, "cases/comments.html")


@login_required
@require_GET
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Who may see the case and has a name that begins with `?q=`: the picker behind an @."""
    user = current_user(request)
    case = case_for(user, number=number)
    asked = request.GET.get("q", "").replace("\0", "")[:60]
    found = people_who_see(case).filter(Q(username__istartswith=asked) | Q(name__istartswith=asked))
    return render(request, "cases/people.html", {"people": found.exclude(pk=user.pk).order_by("name")[:SUGGESTED]})


@login_required
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """A file from the page's form."""
    case = case_for(current_user(request), number=number)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            attach_file(
                subject=case.subject, id=form.cleaned_data["id"], name=file.name, stream=file.file,
                chunks=file.chunks(), size=file.size, by=current_user(request),
            )  # fmt: skip
        except Refused as no:
            _say(form, no)
        else:
            return _done(request, case, "cases/attachments.html")
    return _again(request, case, "cases/attachments.html", attachment_form=form)


def _say(form: forms.Form, no: Refused) -> None:
    """The sentence at the form, with all that was typed; who may not at all is told so as everywhere."""
    if no.status in (403, 404, 429):
        raise no
    form.add_error(None, no.message)


def _talk(request: HttpRequest, case: Case) -> dict[str, Any]:
    may_write = writing_refusal(current_user(request)) is None
    return {
        "case": case,
        "talk": Talk(case),
        "me": current_user(request),
        "may_write": may_write,
        "fresh_id": growing_id,
    }


def _done(request: HttpRequest, case: Case, template: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("cases:case", number=case.number)
    return render(request, template, _talk(request, case))


def _again(request: HttpRequest, case: Case, template: str, **forms_: forms.Form) -> HttpResponse:
    status = 422
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, template, _talk(request, case) | forms_, status=status)
    return render(request, "cases/talk_page.html", _talk(request, case) | forms_, status=status)
