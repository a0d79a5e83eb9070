"""The fake of APIMart (apimart.ai): chat, tasks for pictures, Gemini's own dialect, uploads and files."""

from pb_adapters.fakes.apimart.dialect import Apimart

__all__ = ["Apimart"]
