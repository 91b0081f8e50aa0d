from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import actions  # noqa: F401 - registers the handlers of the outbox
        from cases.evidence import CaseSubject
        from evidence import subjects

        subjects.register(CaseSubject())
