from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import actions, homes, registers, settings  # noqa: F401 - register and declare
        from registry.tabs import Tab, declare_tab

        declare_tab(Tab("notices:rules", _("Notices"), 80, "bell"))
