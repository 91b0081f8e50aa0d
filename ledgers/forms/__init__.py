"""What people type about the ledger."""
