from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        from evaluations import homes, panels, settings  # noqa: F401 - register and declare
        from evaluations.letters.notices import declare_weeks

        panels.declare()
        declare_weeks()
