from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"

    def ready(self) -> None:
        from cases.queries.anchors import anchor_too
        from common.workflow import charts
        from evidence import subjects
        from inspections import actions, homes, news, panels, settings  # noqa: F401 - register what others draw and call
        from inspections.evidence import VisitEvidence
        from inspections.integrity import ANCHORED_VISITS
        from inspections.workflow.chart import CHART

        charts.register(CHART)
        news.declare_news()
        subjects.register(VisitEvidence())
        anchor_too(ANCHORED_VISITS)
