"""The ledger, read."""
