"""Routing rules as a list, from which they are added and ended."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.roles import Role
from cases.forms.rule_list import RuleFilter
from cases.models import RoutingRule
from cases.registers import RULE_EDITORS
from common.columns import Column
from common.keyset import page_of
from registry.tabs import READERS as ADMINISTRATION
from registry.views.common import can_edit, reader

READERS = RULE_EDITORS | {Role.AUDITOR}
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
        "table": "rules", "may": user.role in RULE_EDITORS, "administers": can_edit(user),
        "reads_all": user.role in ADMINISTRATION,
    }  # fmt: skip
    return render(request, "cases/rules.html", context)
