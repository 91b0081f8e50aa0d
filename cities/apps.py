from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "cities"

    def ready(self) -> None:
        from cities import news
        from cities.actions import people_file  # noqa: F401 - makes people.csv known

        news.declare_news()
