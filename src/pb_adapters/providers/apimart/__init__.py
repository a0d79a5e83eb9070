"""APIMart (docs.apimart.ai), which resells chat models and has pictures painted by tasks."""

BASE_URL = "https://api.apimart.ai"
"""Where it is, as its setting spells it."""
