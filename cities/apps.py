from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "cities"

    def ready(self) -> None:
        from cities import news, pages

        news.declare_news()
        pages.declare()
