"""Copying everything between a data folder and PostgreSQL: rows, then held against the source, with their artifacts."""
