from django.urls import path

from grids.views import base_map, layers, places

app_name = "grids"
urlpatterns = [
    path("layers/<slug:name>.geojson", layers.layer, name="layer"),
    path("layers/kept/<slug:kind>.geojson", places.kept_layer, name="kept_layer"),
    path("layers/kept/<slug:kind>/<str:code>.geojson", places.outline_now, name="outline_now"),
    path("city/outlines/<int:pk>.geojson", layers.outline, name="outline"),
    path("city/outlines/<slug:kind>/<str:code>/", layers.outlines, name="outlines"),
    path("city/neighbours/<slug:kind>/<str:code>/", places.neighbours, name="neighbours"),
    path("city/base-map/", base_map.base_map, name="base_map"),
    path("city/base-map.geojson", base_map.base_map_file, name="base_map_file"),
]
