"""Routing rules begin and end: the form of a new one with what it would do, and the end of one with the same."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import require_role
from accounts.roles import Role
from cases.actions import NewRule, RuleOutcome, add_rule, end_rule, try_rules
from cases.forms.rules import EndRuleForm, RuleForm
from cases.models import RoutingRule
from cases.presenters.outcomes import outcome_context
from cases.registers import RULE_EDITORS
from cases.routing.affected import spoken_of, would_take
from common.form_errors import add_refusal
from common.refusals import Missing, Refused
from common.way_back import way_back

Context = dict[str, Any]


@login_required
@require_http_methods(["GET", "POST"])
def rule_add(request: HttpRequest) -> HttpResponse:
    """The form of a new rule; `preview` says what it would do, and writes nothing."""
    user = require_role(request, RULE_EDITORS)
    if request.method == "GET" and "preview" in request.GET:
        return _preview(request, user)
    if request.method == "GET":
        return _rule_page(request, RuleForm(initial=_begun(request)))
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, form, status=422)
    try:
        rule = add_rule(data=form.entered(), replace=form.cleaned_data["replace"], by=user)
    except Refused as no:
        add_refusal(form, no)
        return _rule_page(request, form, status=422)
    messages.success(request, _("Rule %(number)s was added.") % {"number": rule.pk})
    return redirect(_back(request))


def _begun(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("what", "where", "department") if name in request.GET}


def _rule_page(request: HttpRequest, form: RuleForm, status: int = 200) -> HttpResponse:
    return render(request, "cases/rule_form.html", {"form": form, "next": _back(request), "tab": ""}, status=status)


def _preview(request: HttpRequest, user: User) -> HttpResponse:
    form = RuleForm(request.GET)
    ready = form.is_valid()
    context: Context = {"ready": ready}
    if ready:
        data = form.entered()
        same = RoutingRule.objects.filter(**data.same(), ended_on=None).select_related("department").first()
        taken = would_take(data.rule(), on=timezone.localdate())
        context |= {"taken": taken, "same": same, "unit": data.department, "from": data.effective_from}
        context |= _would_move(data, user)
    return render(request, "cases/rule_preview.html", context)


def _would_move(data: NewRule, user: User) -> Context:
    """For which open cases the rule would name another unit; nothing where the rule itself would be refused."""
    cases, on = spoken_of(data.rule()), data.effective_from
    try:
        outcome = try_rules(lambda: add_rule(data=data, replace=True, by=user), cases=cases, on=on)
    except Refused as no:
        return {"refused": no.message}
    return outcome_context(outcome, user)


@login_required
@require_http_methods(["GET", "POST"])
def rule_end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """What the end of a rule would do to open cases, and the end itself. An auditor reads which rule it is."""
    editors = RULE_EDITORS if request.method == "POST" else RULE_EDITORS | {Role.AUDITOR}
    user = require_role(request, editors)
    rule = RoutingRule.objects.named().filter(pk=rule_id).first()
    if rule is None:
        raise Missing(_("There is no such rule."))
    form = EndRuleForm(rule, request.POST if request.method == "POST" else None)
    if form.is_valid() and _ended(form, rule, user):
        words = _("Rule %(number)s ends on %(day)s.")
        messages.success(request, words % {"number": rule.pk, "day": form.cleaned_data["on"]})
        return redirect(_back(request))
    context: Context = {"rule": rule, "form": form, "may": user.role in RULE_EDITORS, "next": _back(request)}
    if rule.ended_on is None and user.role in RULE_EDITORS:
        context |= outcome_context(_outcome_of_end(rule, form, user), user)
    return render(request, "cases/rule_end.html", context, status=422 if form.errors else 200)


def _ended(form: EndRuleForm, rule: RoutingRule, user: User) -> bool:
    try:
        end_rule(rule_id=rule.pk, on=form.cleaned_data["on"], by=user)
    except Refused as no:
        add_refusal(form, no)
        return False
    return True


def _outcome_of_end(rule: RoutingRule, form: EndRuleForm, user: User) -> RuleOutcome:
    """On the earliest day, for later ones depend on what is reported until then."""
    on = form.earliest
    return try_rules(lambda: end_rule(rule_id=rule.pk, on=on, by=user), cases=spoken_of(rule), on=on)


def _back(request: HttpRequest) -> str:
    return way_back(request, reverse("cases:matrix"))
