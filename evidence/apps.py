from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self) -> None:
        from evidence import (
            actions,  # noqa: F401 - registers the handler that makes photos anew
            checklist,
            settings,  # noqa: F401 - declares them
        )

        checklist.declare()
