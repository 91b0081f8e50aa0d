"""Who may do what in the ledger, and why not."""
