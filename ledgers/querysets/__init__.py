"""The words of the trade for items and orders."""
