"""Areas, grids, components and the base map of a folder, handed to grids.actions, which writes them."""

from datetime import date

from cities import shapes, tables
from cities.folder import Folder
from common.datum import to_wgs84
from grids.actions import load


def write_areas(folder: Folder, today: date) -> None:
    load.load_areas(today=today, complete=folder.is_complete(shapes.AREAS))


def write_duty_grids(folder: Folder, today: date) -> None:
    rows = folder.rows(tables.DUTY_GRIDS)
    load.load_duty_grids(rows=rows, today=today, complete=folder.is_complete(tables.DUTY_GRIDS))


def write_unit_grids(folder: Folder, today: date) -> None:
    load.load_unit_grids(today=today, complete=folder.is_complete(shapes.UNIT_GRIDS))


def write_components(folder: Folder) -> None:
    rows = folder.rows(tables.COMPONENTS)
    points = [to_wgs84(row["lng"], row["lat"], folder.city.datum) for row in rows]
    load.load_components(rows=rows, points=points, complete=folder.is_complete(tables.COMPONENTS))


def write_ground(folder: Folder) -> None:
    if folder.has(shapes.GROUND):
        load.load_base_map()
