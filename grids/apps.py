from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"

    def ready(self) -> None:
        from grids import actions, checklist, panels, registers  # noqa: F401 - registers who counts the changes
        from grids.actions.base_map import BASE_MAP_KIND, LOGGED_FIELDS
        from grids.registers import BASE_MAP
        from registry.registers import LoggedKind, declare_logged
        from registry.tabs import Tab, declare_tab

        checklist.declare()
        panels.declare()
        declare_tab(Tab("grids:base_map", BASE_MAP.plural, 59, "map"))
        declare_logged(LoggedKind(BASE_MAP_KIND, BASE_MAP.plural, LOGGED_FIELDS))
