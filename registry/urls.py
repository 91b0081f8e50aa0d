from django.urls import path, register_converter

from registry.views import approvals, changes, exchange, planned, privacy, registers, settings, setup
from registry.views.converters import RegisterConverter

register_converter(RegisterConverter, "register")
app_name = "registry"
urlpatterns = [
    path("city/tables/<str:name>/", exchange.table_in, name="table_in"),
    path("city/tables/<str:name>.xlsx", exchange.table_out, {"form": "xlsx"}, name="table_xlsx"),
    path("city/tables/<str:name>.csv", exchange.table_out, {"form": "csv"}, name="table_csv"),
    path("city/tables/<str:name>.geojson", exchange.table_out, {"form": "geojson"}, name="table_geojson"),
    path("setup/", setup.setup, name="setup"),
    path("city/settings/", settings.settings, name="settings"),
    path("city/planned/", planned.coming, name="coming"),
    path("city/planned/<int:planned_id>/drop/", planned.planned_drop, name="planned_drop"),
    path("city/approvals/", approvals.approvals, name="approvals"),
    path("city/approvals/<int:approval_id>/approve/", approvals.approval_given, name="approval_given"),
    path("city/approvals/<int:approval_id>/refuse/", approvals.approval_refused, name="approval_refused"),
    path("city/changes/", changes.changes, name="changes"),
    path("city/changes/export.csv", changes.changes_csv, name="changes_csv"),
    path("city/changes/<int:change_id>/revert/", changes.revert, name="revert"),
    path("personal-data/records/", privacy.privacy_records, name="privacy_records"),
    path("personal-data/records.xlsx", privacy.privacy_file, {"form": "xlsx"}, name="privacy_xlsx"),
    path("personal-data/records.csv", privacy.privacy_file, {"form": "csv"}, name="privacy_csv"),
    path("city/<register:register>/", registers.things, name="list"),
    path("city/<register:register>/add/", registers.add, name="add"),
    path("city/<register:register>/<str:at>/", registers.edit, name="edit"),
    path("city/<register:register>/<str:at>/remove/", registers.remove, name="remove"),
    path("city/<register:register>/<str:at>/end/", registers.remove),
]
