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
from registry.registers.log import Entry, on_change, record, record_many
from registry.registers.settings import CITY_SETTINGS, SettingData
from registry.registers.table import References, TableRegister, by_file

__all__ = [
    "CITY_SETTINGS",
    "REGISTERS",
    "ChangeRequest",
    "Data",
    "Entry",
    "Field",
    "Key",
    "References",
    "Register",
    "Row",
    "SettingData",
    "TableRegister",
    "Trouble",
    "administrator",
    "by_file",
    "on_change",
    "record",
    "record_many",
    "wrong",
]
