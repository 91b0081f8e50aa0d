"""A part of the folder that is drawn: a GeoJSON file whose features have properties and an outline."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from common.csv_reader import Problems
from registry.folder import layers
from registry.folder.city import City
from registry.folder.layers import Layer
from registry.registers.files import Line, Part, WrittenInSets


class LayerFile(WrittenInSets, Part):
    """`types` are those that a geometry may have; `file_fields` are the properties of a feature.

    No two features have the same `layer_key`, if there is one. Beside `TableRegister` it makes a register whose rows
    have an outline: the outline is written by `load` only.
    """

    types: ClassVar[tuple[str, ...]]
    layer_key: ClassVar[str] = ""

    @property
    def layer(self) -> Layer:
        fields = self.file_fields
        return Layer(
            self.file, {each.in_file: each.cell.read for each in fields if each.required},
            {each.in_file: each.cell.read for each in fields if not each.required}, self.types, self.layer_key,
        )  # fmt: skip

    @abstractmethod
    def features(self) -> Iterable[tuple[Mapping[str, Any], str]]:
        """What stands: properties by name, and the outline as GeoJSON text in WGS 84."""

    def read_file(
        self, folder: Path, city: City, problems: Problems, warnings: Problems
    ) -> Sequence[Line] | None:  # fmt: skip
        return layers.read(self.layer, folder, city, problems, warnings)

    def write_file(self, folder: Path) -> None:
        layers.write(folder / self.file, self.features())
