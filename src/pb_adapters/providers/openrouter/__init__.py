"""The OpenRouter API, as its VLM and its image engine share it."""

from pb_adapters.providers.openrouter.calling import BASE_URL, ask, openrouter_upstream, usage_of
from pb_adapters.providers.openrouter.errors import failure_of

__all__ = ["BASE_URL", "ask", "failure_of", "openrouter_upstream", "usage_of"]
