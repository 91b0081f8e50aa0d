from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"

    def ready(self) -> None:
        from departments import actions, checklist, homes, news, panels, registers  # noqa: F401 - registers what is kept
        from departments.registers import logged

        news.declare_news()
        panels.declare()
        checklist.declare()
        logged.declare()
