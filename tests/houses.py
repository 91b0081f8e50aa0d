"""The houses and their heights, as the contract in pyproject.toml has them."""

import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
HOUSES = (*settings.HOUSES, *settings.PLAY, "citymgmt")


def layers() -> dict[str, int]:
    """House → height, from the same list that import-linter reads; 0 is the top."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return {house.strip(): height for height, row in enumerate(contract["layers"]) for house in row.split("|")}
