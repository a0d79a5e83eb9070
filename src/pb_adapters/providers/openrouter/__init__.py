"""OpenRouter, which resells the models of many vendors."""

BASE_URL = "https://openrouter.ai/api/v1"
"""Where it is, as its setting spells it."""
