"""What a city keeps: the base of every house's registers, their parts, and the writer of the change log."""

from registry.registers.base import (
    REGISTERS,
    ChangeRequest,
    Data,
    Register,
    Row,
    Trouble,
    administrator,
    wrong,
)
from registry.registers.fields import Field, Key
from registry.registers.files import Codes, FolderFile, FolderRead, Part, WrittenInSets, check_dates, keep_file
from registry.registers.folder import by_file
from registry.registers.layers import LayerFile
from registry.registers.log import Entry, on_change, record, record_many, record_selected
from registry.registers.settings import CITY_SETTINGS, SettingData
from registry.registers.table import References, TableRegister, target

__all__ = [
    "CITY_SETTINGS",
    "REGISTERS",
    "ChangeRequest",
    "Codes",
    "Data",
    "Entry",
    "Field",
    "FolderFile",
    "FolderRead",
    "Key",
    "LayerFile",
    "Part",
    "References",
    "Register",
    "Row",
    "SettingData",
    "TableRegister",
    "Trouble",
    "WrittenInSets",
    "administrator",
    "by_file",
    "check_dates",
    "keep_file",
    "on_change",
    "record",
    "record_many",
    "record_selected",
    "target",
    "wrong",
]
