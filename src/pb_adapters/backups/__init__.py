"""Backups: a copy of a data folder that is made while it is served, and what comes back from it."""
