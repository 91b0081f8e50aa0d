"""A table of the city's folder as GeoJSON: things with an outline, or things at a point.

A file of features says the same as a row, and where the thing is. Read and written for people here; what a folder has
is read by `registry/folder`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.reference import Reference
from registry.folder import layers
from registry.folder.city import City
from registry.folder.layers import Layer, Shape, as_collection
from registry.folder_schema import Record
from registry.registers import FolderFile, LayerFile
from registry.registers.files import Line

MOST_FEATURES = 5_000  # of one file: to check and to write more would outlast a request


def takes_it(file: FolderFile) -> bool:
    """Whether a file may be sent as GeoJSON."""
    return isinstance(file, LayerFile) or bool(file.point)


def read(file: FolderFile, raw: bytes, city: City, problems: Problems, warnings: Problems) -> Sequence[Line]:
    """The good features; of a table of points as its rows, of which longitude and latitude are columns."""
    layer = file.layer if isinstance(file, LayerFile) else _layer_of_points(file)
    shapes = layers.read_raw(layer, raw, city, problems, warnings)
    if len(shapes) > MOST_FEATURES:
        sentence = _("The file has more than %(most)s features. Take it apart, or let the operator load it.")
        problems.add("", 0, "", sentence % {"most": f"{MOST_FEATURES:,}"})
    elif not shapes and not problems:
        problems.add("", 0, "", _("The file has no features."))
    return shapes if isinstance(file, LayerFile) else [_as_row(file, each) for each in shapes]


def in_wgs84(
    file: FolderFile, rows: Sequence[Record], reference: Reference, problems: Problems
) -> list[Record]:  # fmt: skip
    """The rows of a table of points with their columns of coordinates converted; others as they are."""
    if not file.point or reference.is_wgs84:
        return [*rows]
    found: list[Record] = []
    for each in rows:
        try:
            place = reference.to_wgs84(*(each[column] for column in file.point))
        except ValueError as error:
            problems.add(file.file, each.line, file.point[0], str(error))
        else:
            found.append(Record(each.line, each.values | dict(zip(file.point, place, strict=True))))
    return found


def written(file: FolderFile) -> bytes:
    """What stands and has not ended, as it would be read."""
    features = file.features() if isinstance(file, LayerFile) else _points(file)
    return as_collection((said, shape) for said, shape in features if not said.get("ended_on"))


def _layer_of_points(file: FolderFile) -> Layer:
    fields = [each for each in file.file_fields if each.in_file not in file.point]
    return Layer(
        file.file, {each.in_file: each.cell.read for each in fields if each.required},
        {each.in_file: each.cell.read for each in fields if not each.required}, ("Point",), file.file_key[0],
    )  # fmt: skip


def _as_row(file: FolderFile, shape: Shape) -> Record:
    place = orjson.loads(shape.geometry)["coordinates"]
    return Record(shape.line, shape.values | dict(zip(file.point, place, strict=True)))


def _points(file: FolderFile) -> Iterator[tuple[Mapping[str, Any], str]]:
    rows: Iterable[Mapping[str, str]] = file.export()
    for row in rows:
        place = [float(row[column]) for column in file.point]
        said = {name: value for name, value in row.items() if name not in file.point}
        yield said, orjson.dumps({"type": "Point", "coordinates": place}).decode()
