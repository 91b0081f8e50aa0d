from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import actions, news, settings  # noqa: F401 - registers the handlers of the outbox, declares numbers

        news.declare_news()
