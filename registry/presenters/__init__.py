"""What the city keeps, in words: changes of the log, plans to come, things in a list."""
