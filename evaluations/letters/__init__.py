"""The weekly letter: a week in numbers, in words, as a notice."""
