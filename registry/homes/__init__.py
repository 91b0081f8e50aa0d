"""What stands on a person's home, as houses declare it."""

from registry.homes.lists import HomeList, answered, lists
from registry.homes.parts import (
    Home,
    HomeCard,
    HomeLists,
    HomePart,
    HomeSection,
    HomeStatus,
    Questions,
    Row,
    forget,
    home_line,
    home_of,
    register,
)
from registry.homes.union import Asked, Found, Line, ask
from registry.homes.viewers import ViewerKeys, declare_keys

__all__ = [
    "Asked",
    "Found",
    "Home",
    "HomeCard",
    "HomeList",
    "HomeLists",
    "HomePart",
    "HomeSection",
    "HomeStatus",
    "Line",
    "Questions",
    "Row",
    "ViewerKeys",
    "answered",
    "ask",
    "declare_keys",
    "forget",
    "home_line",
    "home_of",
    "lists",
    "register",
]
