"""A small house of the tests' own: what it takes to keep one more thing."""
