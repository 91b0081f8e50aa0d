"""The map in the admin is django-leaflet's; nothing that a case may refer to can be deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from leaflet.admin import LeafletGeoAdminMixin

from grids.models import Area, BaseMapFeature, Component, DutyGrid, UnitGrid


class KeptAdmin(LeafletGeoAdminMixin, admin.ModelAdmin[Any]):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Area)
class AreaAdmin(KeptAdmin):
    list_display = ["code", "name", "level", "parent", "started_on", "ended_on"]
    list_filter = ["level"]
    search_fields = ["code", "name"]


@admin.register(UnitGrid)
class UnitGridAdmin(KeptAdmin):
    list_display = ["code", "community", "duty_grid", "grade", "area_m2", "ended_on"]
    list_select_related = ["community", "duty_grid"]
    search_fields = ["code"]
    raw_id_fields = ["community", "duty_grid"]


@admin.register(DutyGrid)
class DutyGridAdmin(KeptAdmin):
    list_display = ["code", "name", "started_on", "ended_on"]
    search_fields = ["code", "name"]
    filter_horizontal = ["inspectors"]


@admin.register(Component)
class ComponentAdmin(KeptAdmin):
    list_display = ["code", "name", "category_code", "owner_code", "state"]
    search_fields = ["code", "name"]


@admin.register(BaseMapFeature)
class BaseMapFeatureAdmin(LeafletGeoAdminMixin, admin.ModelAdmin[BaseMapFeature]):
    list_display = ["name", "kind", "rank"]
    list_filter = ["kind"]
