from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices import actions, approvals, homes, plans, registers, settings  # noqa: F401 - register and declare
        from registry.tabs import Tab, declare_tab

        plans.declare_plans()
        approvals.declare_approvals()
        declare_tab(Tab("notices:rules", _("Notices"), 80, "bell"))
        declare_tab(
            Tab("notices:channels", _("Channels of notices"), 85, "send", readers=frozenset({Role.ADMINISTRATOR}))
        )
