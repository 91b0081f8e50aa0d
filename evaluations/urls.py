from django.urls import path

from evaluations.views import analysis, dictionary

app_name = "evaluations"
urlpatterns = [
    path("indicators/", dictionary.indicators, name="indicators"),
    path("analysis/", analysis.analysis, name="analysis_start"),
    path("analysis/<str:name>.xlsx", analysis.table, {"form": "xlsx"}, name="analysis_xlsx"),
    path("analysis/<str:name>.csv", analysis.table, {"form": "csv"}, name="analysis_csv"),
    path("analysis/<str:name>/", analysis.analysis, name="analysis"),
]
