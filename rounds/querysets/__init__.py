"""The words of the trade for rounds and for what is found on them."""
