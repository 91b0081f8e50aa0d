"""How cases are shown: read once, in words of the reader; for the pages of this house and of those above."""
