"""The Gemini API (Google Generative Language), as its VLM and its image engine share it."""

from pb_adapters.providers.gemini.calling import BASE_URL, gemini_upstream, generate, good_parts, usage_of

__all__ = ["BASE_URL", "gemini_upstream", "generate", "good_parts", "usage_of"]
