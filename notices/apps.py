from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import actions, homes, registers, settings  # noqa: F401 - register and declare
