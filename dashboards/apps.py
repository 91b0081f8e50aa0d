from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        from evaluations.letters.week import declare_overview
        from evaluations.presenters.places import declare_map
        from registry.checklist import declare_sight

        declare_map("dashboards:map")
        declare_overview("dashboards:leader")
        for part in ("areas", "unit_grids", "duty_grids", "ground"):
            declare_sight(part, "dashboards:map")
