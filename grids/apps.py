from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"

    def ready(self) -> None:
        from grids import actions, registers  # noqa: F401 - who counts the changes, and what a city keeps of places
