from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "cities"

    def ready(self) -> None:
        from cities.actions import plans  # noqa: F401 - registers its handler of the outbox
