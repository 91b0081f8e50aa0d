from django.urls import path

from places.views import permits, places

app_name = "places"
urlpatterns = [
    path("permits/", permits.permits, name="permits"),
    path("permits/add/", permits.add, name="permit_add"),
    path("permits/<uuid:permit_id>/", permits.permit, name="permit"),
    path("permits/<uuid:permit_id>/moves/<str:move>/", permits.move, name="permit_move"),
    path("places/", places.places, name="list"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/boundary.geojson", places.shape, name="shape"),
    path("places/<str:code>/contact/", places.look, name="look"),
    path("city/places/add/", places.add, name="add"),
    path("city/places/<str:at>/", places.edit, name="edit"),
]
