"""By which rule personal data were removed, in words."""

from django.utils.translation import ngettext

from registry.models import PrivacyRecord


def rule_of(row: PrivacyRecord) -> str:
    """The term that the city had set then, or the reason that was given."""
    if row.days is None:
        return row.reason
    return ngettext("%(n)d day after closing", "%(n)d days after closing", row.days) % {"n": row.days}
