"""The address book: one include per house."""

from django.contrib import admin
from django.urls import include, path

from citymgmt import api, views

urlpatterns = [
    path("", views.home, name="home"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("", include("dashboards.urls")),
    path("", include("cases.urls")),
    path("", include("inspections.urls")),
    path("", include("grids.urls")),
    path("", include("cities.urls")),
    path("", include("accounts.urls")),
    path("api/v1/", include(api.urlpatterns)),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler500 = "citymgmt.views.server_error"
