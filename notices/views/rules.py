"""Notices: who hears of each event, by what beside the inbox, and in which words."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.plain import fingerprint
from common.refusals import Conflict, Missing
from notices.events import EVENTS, NoticeKind, audiences_of
from notices.forms import NoticeForm, text_fields
from notices.registers import NOTICE_RULES, NOTICE_TEXTS, NoticeRuleData, NoticeTextData
from notices.rules import RuleRow, rule_table
from notices.texts import TextRow, placeholders, text_table
from registry.views.common import (
    can_edit,
    editor,
    reader,
    redirect_with_message,
    render_form,
    save_or_add_errors,
)

Rules = dict[str, NoticeRuleData]
Texts = dict[str, NoticeTextData]


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every event with who hears of it."""
    user, rows = reader(request), rule_table()
    told: dict[str, list[RuleRow]] = {}
    for row in rows:
        if row.told:
            told.setdefault(row.event, []).append(row)
    own = {row.event for row in rows if row.own} | {row.event for row in text_table() if row.own}
    groups = [
        (
            kind.label,
            [(event, told.get(name, ()), name in own) for name, event in EVENTS.items() if event.kind == kind],
        )
        for kind in NoticeKind
    ]
    return render(request, "notices/rules.html", {"groups": groups, "may": can_edit(user)})


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, event: str) -> HttpResponse:
    user = editor(request)
    if event not in EVENTS:
        raise Missing(_("There is no such event."))
    rules, texts = _rules(event), [row for row in text_table() if row.event == event]
    said = {name: [data.told, *data.media] for name, data in rules.items()}
    shown = fingerprint({"rules": said, "texts": _own(texts)})
    initial = _initial(rules, texts) | {"seen": shown}
    form = NoticeForm(request.POST or None, audiences=audiences_of(EVENTS[event]), initial=initial)
    if form.is_valid() and save_or_add_errors(
        form, lambda: _keep(form, event, rules, texts, shown, user), names=_names()
    ):
        return redirect_with_message(request, _("The notice was changed."), "notices:rules")
    more: dict[str, Any] = {
        "template": "notices/rule.html", "placeholders": [f"{{{name}}}" for name in placeholders(event)],
        "defaults": [row for row in texts if not row.own],
    }  # fmt: skip
    crumbs = [(reverse("notices:rules"), _("Notices"))]
    return render_form(request, form, title=EVENTS[event].title, crumbs=crumbs, **more)


def _rules(event: str) -> Rules:
    """What holds now for each audience."""
    standing = {row.audience.name: NoticeRuleData(row.told, row.media) for row in rule_table() if row.event == event}
    names = [audience.name for audience in audiences_of(EVENTS[event])]
    return {name: standing.get(name, NoticeRuleData(False)) for name in names}


def _own(texts: list[TextRow]) -> dict[str, list[str]]:
    return {row.language: [row.title, row.body] for row in texts if row.own}


def _initial(rules: Rules, texts: list[TextRow]) -> dict[str, Any]:
    found: dict[str, Any] = {f"told_{name}": data.told for name, data in rules.items()}
    found |= {f"media_{name}": list(data.media) for name, data in rules.items()}
    for language, said in _own(texts).items():
        found |= dict(zip(text_fields(language), said, strict=True))
    return found


def _names() -> dict[str, str]:
    """What the verb calls title and body, stands at the first language of the form."""
    return dict(zip(("title", "body"), text_fields(settings.LANGUAGES[0][0]), strict=True))


def _keep(form: NoticeForm, event: str, rules: Rules, texts: list[TextRow], shown: str, by: User) -> None:
    if form.cleaned_data["seen"] != shown:
        raise Conflict(_("Somebody has just changed the same. Look at it again, then repeat your change."))
    with transaction.atomic():
        for audience, standing in rules.items():
            _keep_rule(f"{event}/{audience}", form.rule(audience), standing, by)
        own = _own(texts)
        for language, __ in settings.LANGUAGES:
            data = form.text(language)
            if ([data.title, data.body] if data else None) != own.get(language):
                NOTICE_TEXTS.save(key=f"{event}/{language}", data=data, by=by)


def _keep_rule(key: str, data: NoticeRuleData, standing: NoticeRuleData, by: User) -> None:
    if (data.told, set(data.media)) == (standing.told, set(standing.media)):
        return
    event, __, audience = key.partition("/")
    default = next((rule.media for rule in EVENTS[event].rules if rule.audience == audience), None)
    by_default = (data.told, set(data.media)) == (default is not None, set(default or ()))
    NOTICE_RULES.save(key=key, data=None if by_default else data, by=by)
