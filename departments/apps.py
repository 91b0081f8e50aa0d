from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"

    def ready(self) -> None:
        from departments import actions, checklist, panels, registers  # noqa: F401 - registers what is kept

        panels.declare()
        checklist.declare()
