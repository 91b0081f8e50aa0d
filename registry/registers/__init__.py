"""What a city keeps: the base of every house's registers, their parts, and the writer of the change log."""

from registry.registers.approvals import (
    APPROVAL,
    APPROVAL_NEWS,
    Wish,
    administrators,
    ask,
    needs_second,
    settle,
)
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
from registry.registers.files import (
    Codes,
    FolderFile,
    FolderRead,
    Part,
    WrittenInSets,
    add_lost_zeros,
    check_dates,
    keep_file,
    named_in,
    unknown,
    with_zeros,
)
from registry.registers.folder import CITY_KIND, by_file, exchanged
from registry.registers.layers import LayerFile
from registry.registers.log import Entry, on_change, record, record_many, record_selected
from registry.registers.logged import LOGGED, LoggedKind, declare_logged, fields_of, title_of
from registry.registers.paged import target
from registry.registers.settings import CITY_SETTINGS, SettingData
from registry.registers.table import References, TableRegister

__all__ = [
    "APPROVAL",
    "APPROVAL_NEWS",
    "CITY_KIND",
    "CITY_SETTINGS",
    "LOGGED",
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
    "LoggedKind",
    "Part",
    "References",
    "Register",
    "Row",
    "SettingData",
    "TableRegister",
    "Trouble",
    "Wish",
    "WrittenInSets",
    "add_lost_zeros",
    "administrator",
    "administrators",
    "ask",
    "by_file",
    "check_dates",
    "declare_logged",
    "exchanged",
    "fields_of",
    "keep_file",
    "named_in",
    "needs_second",
    "on_change",
    "record",
    "record_many",
    "record_selected",
    "settle",
    "target",
    "title_of",
    "unknown",
    "with_zeros",
    "wrong",
]
