"""What the windows ask of the city."""
