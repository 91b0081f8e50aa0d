from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"

    def ready(self) -> None:
        from common import phones
        from registry import pages, queries, settings  # noqa: F401 - declares

        phones.use_region(queries.phone_region)
        pages.declare()
