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
from registry.registers.files import Codes, FolderFile, check_dates, keep_file
from registry.registers.log import Entry, on_change, record, record_many
from registry.registers.settings import CITY_SETTINGS, SettingData
from registry.registers.table import References, TableRegister, by_file, target

__all__ = [
    "CITY_SETTINGS",
    "REGISTERS",
    "ChangeRequest",
    "Codes",
    "Data",
    "Entry",
    "Field",
    "FolderFile",
    "Key",
    "References",
    "Register",
    "Row",
    "SettingData",
    "TableRegister",
    "Trouble",
    "administrator",
    "by_file",
    "check_dates",
    "keep_file",
    "on_change",
    "record",
    "record_many",
    "target",
    "wrong",
]
