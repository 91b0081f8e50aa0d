"""The form of a city as a folder: city.toml and GeoJSON, read and written. CSV: `registry/folder_schema.py`."""
