from django.urls import path

from dashboards import views
from dashboards.wall import views as walls

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", views.leader, name="leader"),
    path("wall/", walls.wall, name="wall"),
    path("wall/live/", walls.live, name="wall_live"),
    path("wall/enter/", walls.enter, name="wall_enter"),
    path("map/", views.city_map, name="map"),
    path("map/cases.geojson", views.map_cases, name="map_cases"),
]
