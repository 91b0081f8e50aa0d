from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "rounds"

    def ready(self) -> None:
        from common.workflow import charts
        from rounds import actions, homes, panels, registers, search, settings  # noqa: F401 - register what others draw
        from rounds.news import rounds as news
        from rounds.workflow import objections, rounds, stops

        for chart in (rounds.CHART, stops.CHART, objections.CHART):
            charts.register(chart)
        news.declare_news()
