from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self) -> None:
        from evidence import actions, settings  # noqa: F401 - registers the handler that makes photos anew; declares
