from django.urls import path

from evaluations.views import dictionary, weeks

app_name = "evaluations"
urlpatterns = [
    path("indicators/", dictionary.indicators, name="indicators"),
    path("weeks/<int:week_id>/", weeks.week, name="week"),
]
