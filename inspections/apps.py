from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"

    def ready(self) -> None:
        from common.workflow import charts
        from inspections import actions, homes, panels  # noqa: F401 - register what others draw and call
        from inspections.workflow.chart import CHART

        charts.register(CHART)
