"""What is done with personal data leaves a record; what they said is not in it."""

from collections.abc import Iterable

from registry.models import PrivacyRecord


def record_privacy_acts(records: Iterable[PrivacyRecord]) -> int:
    """Add these records, in the transaction that removes the data or hands them out; how many."""
    return len(PrivacyRecord.objects.bulk_create(records))
