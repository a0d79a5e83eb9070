"""The fake of OpenRouter: chat completions and the image API."""

from pb_adapters.fakes.openrouter.dialect import OpenRouter

__all__ = ["OpenRouter"]
