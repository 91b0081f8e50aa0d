from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"

    def ready(self) -> None:
        from common.workflow import charts
        from places import homes, registers, search, settings  # noqa: F401 - registers what others draw and ask
        from places.workflow import CHART

        charts.register(CHART)
