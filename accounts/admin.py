from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.admin import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["username", "name", "role", "is_active"]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "name"]
    fieldsets = (
        (_("Person"), {"fields": ("username", "name", "phone", "email", "handle", "role", "language", "theme")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login")}),
    )
