"""The fake of the Gemini API (Google Generative Language, ``v1beta``)."""

from pb_adapters.fakes.gemini.dialect import Gemini

__all__ = ["Gemini"]
