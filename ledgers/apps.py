from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "ledgers"

    def ready(self) -> None:
        from cases.queries.anchors import anchor_too
        from common.workflow import charts
        from evidence import subjects
        from ledgers import actions, homes, panels, personal, search, settings, timelines  # noqa: F401 - register what others ask
        from ledgers.evidence import ItemEvidence, OrderEvidence
        from ledgers.integrity import ANCHORED
        from ledgers.news import declare_news
        from ledgers.workflow import CHARTS

        for chart in CHARTS:
            charts.register(chart)
        declare_news()
        subjects.register(ItemEvidence())
        subjects.register(OrderEvidence())
        for anchored in ANCHORED:
            anchor_too(anchored)
