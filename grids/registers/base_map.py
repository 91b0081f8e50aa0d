"""The base map of the folder: what the map is drawn from when there is no tile server.

Its features have no code, so no register keeps them one by one: a new file takes the place of all, and the log counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.utils.translation import gettext_lazy

from common.csv_reader import Problems
from grids.models import BaseMapFeature, BaseMapKind
from grids.queries import topology
from grids.registers import loading
from grids.registers.drawn import PRECISION, shapes_are_valid
from registry import cells
from registry.cells import Cell
from registry.folder.layers import DEPTH
from registry.registers import Field, FolderRead, LayerFile, keep_file

RANK = Cell(lambda cell: cells.count(cell) if cell else 3)


class BaseMap(LayerFile):
    file, plural = "ground.geojson", gettext_lazy("Base map")
    types = tuple(DEPTH)
    kinds = ()
    file_fields = (
        Field("kind", gettext_lazy("Kind"), cells.one(BaseMapKind), required=True),
        Field("name", gettext_lazy("Name"), cells.words(100)),
        Field("rank", gettext_lazy("Rank"), RANK),
    )

    @property
    def names_kinds(self) -> frozenset[str]:
        return frozenset({"area"})  # which open the stage

    def brings(self, kind: str, records: Sequence[Any]) -> Iterator[str]:
        yield from ()

    def features(self) -> Iterable[tuple[Mapping[str, Any], str]]:
        rows = BaseMapFeature.objects.order_by("pk").annotate(drawn=AsGeoJSON("geom", precision=PRECISION))
        for row in rows.defer("geom").iterator(chunk_size=2_000):
            yield {"kind": row.kind, "name": row.name, "rank": row.rank}, row.drawn

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        loading.stage(topology.BASE_MAP, folder.lines(self.file))
        shapes_are_valid(self, problems)

    def load(self, folder: FolderRead, *, today: date, batch: UUID) -> None:
        loading.load_base_map()


BASE_MAP = keep_file(BaseMap())
