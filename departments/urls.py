from django.urls import path

from departments.registers import CALENDARS
from departments.views import calendars, members
from registry.views import registers

app_name = "departments"
urlpatterns = [
    path("city/units/<str:code>/members/", members.members, name="members"),
    path("city/calendars/add/", registers.add, {"register": CALENDARS}, name="calendar_add"),
    path("city/calendars/<str:code>/", calendars.calendar_page, name="calendar"),
    path("city/calendars/<str:at>/week/", registers.edit, {"register": CALENDARS}, name="calendar_edit"),
    path("city/calendars/<str:code>/days/", calendars.days, name="calendar_days"),
]
