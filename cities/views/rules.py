"""Routing rules as a list: search, add, end, each with what it would do to the open cases."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import Role
from cases.actions import Outcome, end_rule, try_rules
from cases.models import RoutingRule
from cases.routing.affected import spoken_of
from cases.views.routing import outcome_context
from cities.forms.rules import EndRuleForm, RuleFilter
from cities.views.frame import attempt, found, reader, saved
from common.columns import Column
from common.keyset import page_of

RULE_EDITORS = (Role.DISPATCHER, Role.SHIFT_LEADER, Role.ADMINISTRATOR)
READERS = (*RULE_EDITORS, Role.AUDITOR)
SIZE = 50
COLUMNS = (
    Column("number", gettext_lazy("Rule"), fixed=True),
    Column("what", gettext_lazy("For what"), fixed=True),
    Column("where", gettext_lazy("Where")),
    Column("unit", gettext_lazy("Unit")),
    Column("from", gettext_lazy("In force from")),
    Column("until", gettext_lazy("Ended on")),
    Column("note", gettext_lazy("Note")),
    Column("do", gettext_lazy("Do")),
)


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    user, form, today = reader(request, READERS), RuleFilter(request.GET), timezone.localdate()
    rows: QuerySet[RoutingRule] = RoutingRule.objects.named()
    rows = form.narrow(rows, today) if form.is_valid() else rows.none()
    page = page_of(rows, ordering="-effective_from", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": form, "columns": COLUMNS, "page": page, "today": today, "narrowed": form.has_changed(),
        "may": user.role in RULE_EDITORS, "administers": user.role == Role.ADMINISTRATOR,
    }  # fmt: skip
    return render(request, "cities/rules.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rule_end(request: HttpRequest, pk: int) -> HttpResponse:
    """What the end of a rule would do, and the end itself."""
    user = reader(request, RULE_EDITORS if request.method == "POST" else READERS)
    rule = found(RoutingRule.objects.named(), _("There is no such rule."), pk=pk)
    form = EndRuleForm(request.POST or None, initial={"on": EndRuleForm.earliest(rule)})
    if form.is_valid() and attempt(form, lambda: end_rule(rule_id=pk, on=form.cleaned_data["on"], by=user)):
        return saved(
            request,
            _("Rule %(number)s ends on %(day)s.") % {"number": pk, "day": form.cleaned_data["on"]},
            "cities:rules",
        )
    if rule.ended_on:
        return redirect(f"{reverse('cities:rules')}?ended=1&q={pk}")
    context: dict[str, Any] = {"rule": rule, "form": form, "may": user.role in RULE_EDITORS}
    context |= outcome_context(_end_of(rule, user), user)
    return render(request, "cities/rule_end.html", context, status=422 if form.errors else 200)


def _end_of(rule: RoutingRule, user: User) -> Outcome:
    on = EndRuleForm.earliest(rule)
    if user.role not in RULE_EDITORS:
        return Outcome()
    return try_rules(lambda: end_rule(rule_id=rule.pk, on=on, by=user), cases=spoken_of(rule), on=on)
