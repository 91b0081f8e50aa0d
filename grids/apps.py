from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"

    def ready(self) -> None:
        from grids import actions, checklist, panels, registers  # noqa: F401 - registers who counts the changes

        checklist.declare()
        panels.declare()
