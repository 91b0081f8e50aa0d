"""How people are told: inbox, channels, quiet hours, digests, receipts. Knows subjects, not cases."""
