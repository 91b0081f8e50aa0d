"""What must hold of the ledger in a live database; `manage.py fsck` asks it with what must hold of cases."""

from ledgers.integrity.anchors import ANCHORED
from ledgers.integrity.items import CHECKS as ITEM_CHECKS
from ledgers.integrity.orders import CHECKS as ORDER_CHECKS

CHECKS = (*ITEM_CHECKS, *ORDER_CHECKS)

__all__ = ["ANCHORED", "CHECKS"]
