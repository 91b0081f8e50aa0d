from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import actions, homes, news, search, settings  # noqa: F401 - register and declare
        from cases.evidence import CaseEvidence
        from cases.workflow.chart import CHART
        from common.workflow import charts
        from evidence import subjects

        news.declare_news()
        subjects.register(CaseEvidence())
        charts.register(CHART)
