from functools import partial

from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "cities"

    def ready(self) -> None:
        from registry.registers.folder import know_codes

        for kind in ("area", "duty_grid", "unit_grid"):
            know_codes(kind, partial(_codes, kind))


def _codes(kind: str) -> frozenset[str]:
    from cities.queries.known import places

    return places()[kind]
