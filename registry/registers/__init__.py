"""What a city keeps: the base of every house's registers, their parts, and the writer of the change log."""

from registry.registers.base import (
    REGISTERS,
    ChangeRequest,
    References,
    Register,
    RowRegister,
    TableRegister,
    Trouble,
    administrator,
    wrong,
)
from registry.registers.fields import Field, Key
from registry.registers.log import Entry, on_change, record, record_many
from registry.registers.settings import SettingWish, city_setting

__all__ = [
    "REGISTERS",
    "ChangeRequest",
    "Entry",
    "Field",
    "Key",
    "References",
    "Register",
    "RowRegister",
    "SettingWish",
    "TableRegister",
    "Trouble",
    "administrator",
    "city_setting",
    "on_change",
    "record",
    "record_many",
    "wrong",
]
