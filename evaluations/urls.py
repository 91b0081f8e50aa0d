from django.urls import path

from evaluations.views import analysis, dictionary, weeks

app_name = "evaluations"
urlpatterns = [
    path("indicators/", dictionary.indicators, name="indicators"),
    path("analysis/", analysis.analysis, name="analysis_start"),
    path("analysis/<str:question>.xlsx", analysis.table, {"form": "xlsx"}, name="analysis_xlsx"),
    path("analysis/<str:question>.csv", analysis.table, {"form": "csv"}, name="analysis_csv"),
    path("analysis/<str:question>/", analysis.analysis, name="analysis"),
    path("weeks/<int:week_id>/", weeks.week, name="week"),
]
