"""The verbs of setting up a city, the only room that writes here. A load is one transaction: all or nothing."""

from cities.actions.load import Loaded, RefusedFolderError, load_city

__all__ = ["Loaded", "RefusedFolderError", "load_city"]
