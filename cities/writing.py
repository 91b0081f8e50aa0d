"""Writing a city folder: for the export and for the generator."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cities import shapes
from cities.folder import CITY
from cities.shapes import Layer
from common.csv_reader import write_table
from registry.folder_schema import Table

Cells = Mapping[str, Any]


def write_city(folder: Path, settings: Mapping[str, Any]) -> None:
    """city.toml; texts, numbers, lists and dates are all it needs."""
    lines = [f"{key} = {_toml(value)}\n" for key, value in settings.items() if value not in (None, "")]
    (folder / CITY).write_text("".join(lines), encoding="utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def write_rows(folder: Path, table: Table, rows: Iterable[Cells]) -> None:
    write_table(folder / table.file, table.columns, ([row.get(name) for name in table.columns] for row in rows))


def write_features(folder: Path, layer: Layer, features: Iterable[tuple[dict[str, Any], str]]) -> None:
    shapes.write(folder / layer.file, iter(features))
