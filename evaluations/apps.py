from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        from evaluations import homes, panels  # noqa: F401 - register and declare

        panels.declare()
