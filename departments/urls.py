from django.urls import path

from departments.registers import CALENDARS
from departments.views import calendars, groups, members, people
from registry.views import registers

app_name = "departments"
urlpatterns = [
    path("city/units/<str:code>/members/", members.members, name="members"),
    path("city/people/add/", people.add, name="person_add"),
    path("city/people/<str:username>/access/", people.access, name="access"),
    path("city/people/<str:username>/access/end/", people.end, name="end_access"),
    path("city/people/<str:username>/groups/", groups.of_person, name="groups_of"),
    path("account/groups/", groups.my_groups, name="my_groups"),
    path("city/people/<str:username>/invite/", people.person_invite, name="person_invite"),
    path("city/calendars/add/", registers.add, {"register": CALENDARS}, name="calendar_add"),
    path("city/calendars/<str:code>/", calendars.calendar_page, name="calendar"),
    path("city/calendars/<str:at>/week/", registers.edit, {"register": CALENDARS}, name="calendar_edit"),
    path("city/calendars/<str:code>/days/", calendars.days, name="calendar_days"),
]
