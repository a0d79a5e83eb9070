"""Kie (docs.kie.ai), which resells chat models and has pictures painted by jobs."""

BASE_URL = "https://api.kie.ai"
"""Where it is, as its setting spells it."""
