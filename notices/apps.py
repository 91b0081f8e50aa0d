from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import actions, registers, settings  # noqa: F401 - registers handlers of the outbox and what is kept
