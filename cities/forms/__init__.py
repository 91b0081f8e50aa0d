"""What administrators type to set up and keep a city."""
