from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "rounds"

    def ready(self) -> None:
        from common.workflow import charts
        from evidence import subjects
        from rounds import actions, homes, panels, registers, search, settings  # noqa: F401 - register what others draw
        from rounds.evidence.findings import FindingEvidence
        from rounds.evidence.objections import ObjectionEvidence
        from rounds.news import findings as news_of_findings
        from rounds.news import objections as news_of_objections
        from rounds.news import rounds as news
        from rounds.workflow import objections, rounds, stops

        for chart in (rounds.CHART, stops.CHART, objections.CHART):
            charts.register(chart)
        for each in (news, news_of_findings, news_of_objections):
            each.declare_news()
        subjects.register(FindingEvidence())
        subjects.register(ObjectionEvidence())
