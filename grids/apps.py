from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"

    def ready(self) -> None:
        from grids import actions, checklist, registers  # noqa: F401 - registers who counts the changes

        checklist.declare()
