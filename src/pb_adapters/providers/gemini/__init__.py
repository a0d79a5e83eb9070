"""The Gemini API (Google Generative Language)."""

BASE_URL = "https://generativelanguage.googleapis.com"
"""Where it is, as its setting spells it."""
