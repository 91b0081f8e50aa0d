from django.urls import path

from dashboards.views import city_map, overview
from dashboards.wall import views as walls

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", overview.leader, name="leader"),
    path("dashboard/duty/", overview.duty, name="duty"),
    path("dashboard/export.csv", overview.table_file, {"form": "csv"}, name="overview_csv"),
    path("dashboard/export.xlsx", overview.table_file, {"form": "xlsx"}, name="overview_xlsx"),
    path("wall/", walls.wall, name="wall"),
    path("wall/live/", walls.live, name="wall_live"),
    path("wall/enter/", walls.enter, name="wall_enter"),
    path("map/", city_map.city_map, name="map"),
    path("map/table/", city_map.map_table, name="map_table"),
    path("map/cases.geojson", city_map.map_cases, name="map_cases"),
]
