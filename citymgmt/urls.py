"""The address book: one include per house."""

from django.urls import include, path, re_path

from citymgmt import api, health, messages, search, views, work
from common.api import unknown_address

urlpatterns = [
    path("api/v1/", include(api)),  # first: the phones and other systems ask more often than all pages together
    re_path(r"^api/", unknown_address),
    path("", views.home, name="home"),
    path("today/", work.work, name="work"),
    path("today/failed/", messages.dead_messages, name="dead_messages"),
    path("search/", search.search, name="search"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("", include("dashboards.urls")),
    path("", include("evaluations.urls")),
    path("", include("cases.urls")),
    path("", include("inspections.urls")),
    path("", include("rounds.urls")),
    path("", include("places.urls")),
    path("", include("ledgers.urls")),
    path("", include("notices.urls")),
    path("", include("grids.urls")),
    path("", include("catalogue.urls")),
    path("", include("departments.urls")),
    path("", include("registry.urls")),  # last, for whatever a house shows in a way of its own comes before
    path("", include("accounts.urls")),
    path("healthz/live", health.live),
    path("healthz/ready", health.ready),
    path("metrics", health.metrics),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler500 = "citymgmt.views.server_error"
