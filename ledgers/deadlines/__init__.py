"""What of the ledger has a due time, and the ladders by which it is escalated (common.owed)."""
