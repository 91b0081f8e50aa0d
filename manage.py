#!/usr/bin/env python
"""Django's command line for citymgmt."""

import gc
import os
import sys
from collections.abc import Mapping, Sequence

# What they write down is read by everybody, whoever started them.
SERVICES = frozenset({"clock", "simulate", "demo_city", "make_city", "seed_history"})
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts (POSIX 8.2)


def main() -> None:
    gc.disable()  # what is loaded now stays: to look for cycles in it again and again takes a fifth of the start
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citymgmt.settings")
    if speaks_english(os.environ, sys.argv):
        import django
        from django.utils import translation

        django.setup()
        translation.activate("en")
    from citymgmt.commands import Commands

    try:
        Commands(sys.argv).execute()
    finally:
        gc.freeze()  # at the end Python would look for cycles in all of it once more: a third of a second for nobody


def speaks_english(environ: Mapping[str, str], argv: Sequence[str]) -> bool:
    """Whether the shell of whoever types this is set to another language than Chinese, which commands speak else."""
    said = next((environ[name] for name in LOCALES if environ.get(name)), "")
    language = said.partition(".")[0].partition("_")[0].lower()
    return language not in ("", "c", "posix", "zh") and not SERVICES.intersection(argv[1:2])


if __name__ == "__main__":
    main()
