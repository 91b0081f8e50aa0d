"""What administrators do that several houses keep a part of."""
