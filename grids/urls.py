from django.urls import path

from grids import views

app_name = "grids"
urlpatterns = [
    path("layers/<slug:name>.geojson", views.layer, name="layer"),
    path("city/outlines/<int:pk>.geojson", views.outline, name="outline"),
    path("city/outlines/<slug:kind>/<str:code>/", views.outlines, name="outlines"),
]
