"""The private PostgreSQL, Redis and processes behind `./dev`. Standard library only: it runs before anything else."""
