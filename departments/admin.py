from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from departments.models import CalendarDay, Department, Membership, WorkCalendar


class Looking(admin.ModelAdmin[Any]):
    """Only to look at: changes go through the pages under /city/, which write the change log."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DayInline(admin.TabularInline[CalendarDay, WorkCalendar]):
    model = CalendarDay
    extra = 0


class MemberInline(admin.TabularInline[Membership, Department]):
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(WorkCalendar)
class WorkCalendarAdmin(Looking):
    list_display = ["code", "name", "is_default"]
    inlines = [DayInline]


@admin.register(Department)
class DepartmentAdmin(Looking):
    list_display = ["code", "name", "kind", "axis", "parent", "active"]
    list_filter = ["kind", "axis", "active"]
    search_fields = ["code", "name"]
    inlines = [MemberInline]
