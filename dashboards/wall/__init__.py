"""The wall: four pages in turn on a screen that nobody touches."""
