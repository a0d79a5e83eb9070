"""The fake of Kie (kie.ai): jobs for pictures, chat, uploads and files."""

from pb_adapters.fakes.kie.dialect import Kie

__all__ = ["Kie"]
