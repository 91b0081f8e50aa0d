"""What of this house has a due time, and the ladders by which it is escalated (common.owed)."""
