"""What the loader and the exporter ask the database."""
