from django.contrib import admin

from common.admin import ReadOnlyAdmin
from departments.models import CalendarDay, Department, Membership, WorkCalendar


class DayInline(admin.TabularInline[CalendarDay, WorkCalendar]):
    model = CalendarDay
    extra = 0


class MemberInline(admin.TabularInline[Membership, Department]):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(WorkCalendar)
class WorkCalendarAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "is_default"]
    inlines = [DayInline]


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "kind", "axis", "parent", "active"]
    list_filter = ["kind", "axis", "active"]
    search_fields = ["code", "name"]
    inlines = [MemberInline]
