from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        from evaluations import settings  # noqa: F401 - declares
        from evaluations.letters.notices import declare_weeks

        declare_weeks()
