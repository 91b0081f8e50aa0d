from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"

    def ready(self) -> None:
        from common.workflow import charts
        from evidence import subjects
        from places import (  # noqa: F401 - registers what others draw, ask and call
            actions,
            homes,
            news,
            personal,
            registers,
            search,
            settings,
            timelines,
        )
        from places.evidence import SurveyTaskEvidence
        from places.workflow import CHART
        from places.workflow.surveys import CHART as TASK_CHART
        from places.workflow.surveys import SURVEY_CHART

        for chart in (CHART, SURVEY_CHART, TASK_CHART):
            charts.register(chart)
        news.declare_news()
        subjects.register(SurveyTaskEvidence())
