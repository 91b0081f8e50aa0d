"""Passwords of the demo: one per installation, random, written to a file that only its owner reads."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.actions import set_passwords
from accounts.models import User


def people_file() -> Path:
    """Who there is, with the password; `./dev demo` makes accounts.json of it once the address is known."""
    return Path(settings.VAR_DIR) / "demo" / "people.json"


def open_accounts(*, file: Path) -> int:
    """Give everybody the demo's password and write down who there is; how many.

    A file that is there already keeps its password: the database may be new, the people know theirs.
    """
    known = _read(file)
    password = known[0]["password"] if known else secrets.token_urlsafe(9)
    everybody = User.objects.filter(is_superuser=False)
    set_passwords(users=list(everybody.values_list("pk", flat=True)), password=password)
    people = everybody.filter(is_active=True).select_related("membership__department")
    accounts = [_account(user, password) for user in people.order_by("role", "username")]
    _write(file, accounts)
    return len(accounts)


def _account(user: User, password: str) -> dict[str, Any]:
    membership = getattr(user, "membership", None)
    return {
        "role": user.role, "username": user.username, "password": password, "name": user.name,
        "unit": membership.department.code if membership else None,
    }  # fmt: skip


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return content if isinstance(content, list) else []


def _write(file: Path, content: list[dict[str, Any]]) -> None:
    """Whole or not at all, and never readable for others, not even for a moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    draft.replace(file)
