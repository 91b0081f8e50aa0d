from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "rounds"

    def ready(self) -> None:
        from cases.queries.anchors import anchor_too
        from common.workflow import charts
        from evidence import subjects
        from rounds import (  # noqa: F401 - register what others draw and ask
            actions,
            homes,
            panels,
            personal,
            registers,
            search,
            settings,
            timelines,
        )
        from rounds.evidence.checklists import ChecklistEvidence
        from rounds.evidence.findings import FindingEvidence
        from rounds.evidence.objections import ObjectionEvidence
        from rounds.integrity.anchors import ANCHORED
        from rounds.news import findings as news_of_findings
        from rounds.news import objections as news_of_objections
        from rounds.news import rounds as news
        from rounds.workflow import objections, rounds, stops

        for chart in (rounds.CHART, stops.CHART, objections.CHART):
            charts.register(chart)
        for each in (news, news_of_findings, news_of_objections):
            each.declare_news()
        for kind in (FindingEvidence(), ObjectionEvidence(), ChecklistEvidence()):
            subjects.register(kind)
        for anchored in ANCHORED:
            anchor_too(anchored)
