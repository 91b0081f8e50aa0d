"""The form of a city's settings, as a browser sends it."""

from registry.settings import SETTINGS


def standing() -> dict[str, str]:
    """The form of settings as it comes: a switch that is on is sent, one that is off is not."""
    said = {name: str(setting.default) for name, setting in SETTINGS.items()}
    return {name: "on" if value == "True" else value for name, value in said.items() if value != "False"}
