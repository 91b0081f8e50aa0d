from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        from registry.checklist import declare_sight

        for part in ("areas", "unit_grids", "duty_grids", "ground"):
            declare_sight(part, "dashboards:map")
