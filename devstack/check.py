"""`./dev check`: every check is run, and each that fails is named at the end."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from devstack.layout import CHECKOUT
from devstack.steps import say

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "types": ["mypy", "."],
    "arrows": ["lint-imports"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "django": ["python", "manage.py", "check"],
    "compose": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
    "dockerfile": ["hadolint", "Dockerfile"],
}


def check(env: Mapping[str, str]) -> int:
    failed = [name for name, command in CHECKS.items() if not _passes(name, command, env)]
    say(f"failed: {', '.join(failed)}" if failed else f"all {len(CHECKS)} checks passed")
    return 1 if failed else 0


def _passes(name: str, command: list[str], env: Mapping[str, str]) -> bool:
    program, *arguments = command
    began = time.monotonic()
    done = subprocess.run(
        [BIN / program, *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **env},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    say(f"{name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.1f} s")
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0
