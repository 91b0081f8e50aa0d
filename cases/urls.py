from django.urls import path

from cases.views import inbox

app_name = "cases"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox-read"),
]
