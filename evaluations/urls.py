from django.urls import path

from evaluations.queries.subjects import Kind
from evaluations.views import analysis, dictionary, people, scorecards, weeks

app_name = "evaluations"
urlpatterns = [
    path("indicators/", dictionary.indicators, name="indicators"),
    path("indicators/export.xlsx", dictionary.table, {"form": "xlsx"}, name="indicators_xlsx"),
    path("indicators/export.csv", dictionary.table, {"form": "csv"}, name="indicators_csv"),
    path("analysis/", analysis.analysis, name="analysis_start"),
    path("analysis/<str:question>.xlsx", analysis.table, {"form": "xlsx"}, name="analysis_xlsx"),
    path("analysis/<str:question>.csv", analysis.table, {"form": "csv"}, name="analysis_csv"),
    path("analysis/<str:question>/", analysis.analysis, name="analysis"),
    path("scorecards/me/", people.mine, name="my_card"),
    path("scorecards/people/<str:username>/", people.person, name="person_card"),
    path("scorecards/unit/", scorecards.own_unit, name="own_unit"),
    path("scorecards/departments/<str:code>/", scorecards.scorecard, {"kind": Kind.UNIT}, name="department_card"),
    path("scorecards/departments/<str:code>/panel/", scorecards.of_unit, name="of_unit"),
    path("scorecards/areas/<str:code>/", scorecards.scorecard, {"kind": Kind.AREA}, name="area_card"),
    path("scorecards/classes/<str:code>/", scorecards.scorecard, {"kind": Kind.CLASS}, name="class_card"),
    path("scorecards/sources/<str:code>/", scorecards.scorecard, {"kind": Kind.SOURCE}, name="source_card"),
    path("scorecards/<str:kind>/<str:code>/<str:name>.xlsx", scorecards.table, {"form": "xlsx"}, name="card_xlsx"),
    path("scorecards/<str:kind>/<str:code>/<str:name>.csv", scorecards.table, {"form": "csv"}, name="card_csv"),
    path("weeks/<int:week_id>/", weeks.week, name="week"),
]
