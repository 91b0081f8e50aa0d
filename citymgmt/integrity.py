"""What must hold in a live database, of all houses that keep something."""

from django.utils.translation import gettext_lazy as _

from cases import integrity as cases
from common.integrity import Check
from common.logs import POSTGRES
from evidence import integrity as evidence
from inspections import integrity as inspections
from notices import integrity as notices

# A stricter word for "which errors bring their statement" is as good.
_TALKATIVE = """
    SELECT name || ' = ' || setting FROM pg_settings
      JOIN unnest(%(names)s::text[], %(wanted)s::text[]) AS quiet(name, wanted) USING (name)
     WHERE setting <> wanted AND (name, setting) <> ('log_min_error_statement', 'fatal')"""
_LOGS = Check(
    "logs", _("The database server writes what people said into its log"), _TALKATIVE,
    {"names": list(POSTGRES), "wanted": list(POSTGRES.values())},
)  # fmt: skip

CHECKS: tuple[Check, ...] = (*evidence.checks(), *notices.checks(), *cases.CHECKS, *inspections.CHECKS, _LOGS)
