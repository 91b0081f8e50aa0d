from django.urls import path

from cities.views import setup

app_name = "cities"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
]
