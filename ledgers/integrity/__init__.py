"""What must hold of the ledger in a live database; `manage.py fsck` asks it with what must hold of cases."""

from ledgers.integrity.items import CHECKS as ITEM_CHECKS

CHECKS = (*ITEM_CHECKS,)

__all__ = ["CHECKS"]
