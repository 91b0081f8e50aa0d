from django.urls import path

from cities.views import calendars, catalogue, changes, exchange, people, rules, setup, units, ways

app_name = "cities"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("city/catalogue/", catalogue.catalogue, name="catalogue"),
    path("city/catalogue/add/", catalogue.subclass_add, name="subclass_add"),
    path("city/catalogue/classes/add/", catalogue.class_add, name="class_add"),
    path("city/catalogue/classes/<int:pk>/", catalogue.class_edit, name="class"),
    path("city/catalogue/conditions/<int:pk>/", catalogue.condition_edit, name="condition"),
    path("city/catalogue/conditions/<int:pk>/end/", catalogue.condition_end, name="condition_end"),
    path("city/catalogue/<int:pk>/", catalogue.subclass_page, name="subclass"),
    path("city/catalogue/<int:pk>/end/", catalogue.subclass_end, name="subclass_end"),
    path("city/catalogue/<int:pk>/conditions/add/", catalogue.condition_add, name="condition_add"),
    path("city/tables/<str:name>/", exchange.table_in, name="table_in"),
    path("city/tables/<str:name>.xlsx", exchange.table_out, {"form": "xlsx"}, name="table_xlsx"),
    path("city/tables/<str:name>.csv", exchange.table_out, {"form": "csv"}, name="table_csv"),
    path("city/roads/", ways.roads, name="roads"),
    path("city/rules/", rules.rules, name="rules"),
    path("city/rules/<int:pk>/end/", rules.rule_end, name="rule_end"),
    path("city/calendars/", calendars.calendars, name="calendars"),
    path("city/calendars/add/", calendars.calendar_add, name="calendar_add"),
    path("city/calendars/<str:code>/", calendars.calendar_page, name="calendar"),
    path("city/calendars/<str:code>/week/", calendars.calendar_edit, name="calendar_edit"),
    path("city/calendars/<str:code>/days/", calendars.days, name="calendar_days"),
    path("city/units/", units.units, name="units"),
    path("city/units/add/", units.unit_add, name="unit_add"),
    path("city/units/<str:code>/", units.unit_edit, name="unit"),
    path("city/people/", people.people, name="people"),
    path("city/people/add/", people.person_add, name="person_add"),
    path("city/people/<str:username>/", people.person_edit, name="person"),
    path("city/people/<str:username>/invite/", people.person_invite, name="person_invite"),
    path("city/changes/", changes.changes, name="changes"),
    path("city/changes/<int:change_id>/revert/", changes.revert, name="revert"),
]
