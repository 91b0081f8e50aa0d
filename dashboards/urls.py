from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", views.leader, name="leader"),
    path("map/", views.city_map, name="map"),
    path("map/table/", views.map_table, name="map_table"),
    path("map/cases.geojson", views.map_cases, name="map_cases"),
]
