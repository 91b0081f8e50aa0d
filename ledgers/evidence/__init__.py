"""What of the ledger photos and files belong to."""

from ledgers.evidence.items import ItemEvidence

__all__ = ["ItemEvidence"]
