"""How the city's areas and base map are drawn: as layers of a live map, and as a picture on paper."""
