"""`<register:register>` in an address: the page of a register, which the view gets instead of its name."""

from typing import Any

from registry.registers import REGISTERS, TableRegister


class RegisterConverter:
    """`limits` is the register whose page that is; what is no page matches nothing, so that other addresses may."""

    regex = "[a-z-]+(?:/[a-z-]+)?"

    def to_python(self, value: str) -> TableRegister[Any, Any]:
        for each in REGISTERS.values():
            if each.page == value and isinstance(each, TableRegister):
                return each
        raise ValueError(value)

    def to_url(self, value: Any) -> str:
        """Of a register, or of the name of its page."""
        return str(value) if isinstance(value, str) else str(value.page)
