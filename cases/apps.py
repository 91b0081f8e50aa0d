from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import actions, news, panels, settings  # noqa: F401 - registers the handlers of the outbox, declares numbers
        from cases.evidence import CaseEvidence
        from evidence import subjects

        news.declare_news()
        panels.declare()
        subjects.register(CaseEvidence())
