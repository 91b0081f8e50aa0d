from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"

    def ready(self) -> None:
        from common.workflow import charts
        from inspections import actions, panels  # noqa: F401 - register the handler of the outbox and the panel
        from inspections.workflow.chart import CHART

        charts.register(CHART)
