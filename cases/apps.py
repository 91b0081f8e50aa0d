from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accounts.roles import Role
        from cases import (  # noqa: F401 - register and declare
            actions,
            checklist,
            homes,
            news,
            panels,
            search,
            settings,
            timelines,
        )
        from cases.evidence import CaseEvidence
        from cases.presenters.outcomes import outcome_of_file
        from cases.registers import RULE_EDITORS, RULES_FILE
        from cases.workflow.chart import CHART
        from common.workflow import charts
        from evidence import subjects
        from registry.previews import declare_preview
        from registry.tabs import Tab, declare_tab

        news.declare_news()
        panels.declare()
        checklist.declare()
        declare_preview("rules", outcome_of_file)
        declare_tab(Tab("cases:rules", RULES_FILE.plural, 20, "route", RULE_EDITORS | {Role.AUDITOR}))
        declare_tab(Tab("cases:webhooks", _("Webhooks"), 86, "webhook", frozenset({Role.ADMINISTRATOR})))
        declare_tab(Tab("cases:erased", _("Erased words"), 120, "eraser"))
        declare_tab(Tab("cases:personal", _("A person's data"), 121, "user-off", frozenset({Role.ADMINISTRATOR})))
        subjects.register(CaseEvidence())
        charts.register(CHART)
