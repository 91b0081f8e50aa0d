"""What lists of the ledger can be narrowed by, for page and API alike."""
