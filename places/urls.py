from django.urls import path

from places.views import places

app_name = "places"
urlpatterns = [
    path("places/", places.places, name="list"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/boundary.geojson", places.shape, name="shape"),
    path("places/<str:code>/contact/", places.look, name="look"),
    path("city/places/add/", places.add, name="add"),
    path("city/places/<str:at>/", places.edit, name="edit"),
]
