"""How rounds are shown."""
