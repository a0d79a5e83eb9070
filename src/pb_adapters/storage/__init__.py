"""Adapters of the storage port, one package for each database."""
