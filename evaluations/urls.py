from django.urls import path

from evaluations.views import dictionary

app_name = "evaluations"
urlpatterns = [
    path("indicators/", dictionary.indicators, name="indicators"),
]
