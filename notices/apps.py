from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import actions, settings  # noqa: F401 - registers the handlers of the outbox, declares numbers
