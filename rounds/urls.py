from django.urls import path

from rounds.views import panels, plans, rounds, sheet

app_name = "rounds"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/round/", plans.make_now, name="make_now"),
    path("rounds/", rounds.rounds, name="list"),
    path("rounds/sheet/", sheet.sheet, name="sheet"),
    path("rounds/sheet.xlsx", sheet.sheet_file, {"form": "xlsx"}, name="sheet_xlsx"),
    path("rounds/sheet.csv", sheet.sheet_file, {"form": "csv"}, name="sheet_csv"),
    path("rounds/of-unit/<str:code>/", panels.of_unit, name="of_unit"),
    path("rounds/<uuid:round_id>/", rounds.round_page, name="round"),
    path("rounds/<uuid:round_id>/moves/<str:move>/", rounds.move, name="move"),
]
