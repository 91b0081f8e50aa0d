"""Codes for things that come with a name only."""

import hashlib
import re
from collections.abc import Collection

_UNFIT = re.compile(r"[^\w.]+")


def free_code(name: str, taken: Collection[str], *, longest: int) -> str:
    """A code that can be read, made of a name; with a piece of its hash where it is too long or taken."""
    code = _UNFIT.sub("-", name).strip("-.")
    if code and len(code) <= longest and code not in taken:
        return code
    return f"{code[: longest - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")
