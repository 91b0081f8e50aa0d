from django.urls import path

from grids import views

app_name = "grids"
urlpatterns = [path("layers/<slug:name>.geojson", views.layer, name="layer")]
