"""What of the ledger photos and files belong to."""

from ledgers.evidence.items import ItemEvidence
from ledgers.evidence.orders import OrderEvidence

__all__ = ["ItemEvidence", "OrderEvidence"]
