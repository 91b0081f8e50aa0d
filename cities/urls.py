from django.urls import path

from cities.views import people, setup

app_name = "cities"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("city/people/", people.people, name="people"),
    path("city/people/add/", people.person_add, name="person_add"),
    path("city/people/<str:username>/", people.person_edit, name="person"),
    path("city/people/<str:username>/invite/", people.person_invite, name="person_invite"),
]
