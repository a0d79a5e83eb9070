"""The OpenRouter API, as its VLM and its image engine share it."""

from pb_adapters.providers.openrouter.calling import BASE_URL, ask, openrouter_upstream, usage_of
from pb_adapters.providers.openrouter.completions import words_of

__all__ = ["BASE_URL", "ask", "openrouter_upstream", "usage_of", "words_of"]
