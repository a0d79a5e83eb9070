"""Context room: texts that a model certainly cannot read whole are refused before anything is charged."""

from collections.abc import Mapping

from pb_core.application.engines import engines_of
from pb_core.application.model_catalog import find_model
from pb_core.errors import InvalidRequest
from pb_core.ports.vlm import VlmEngine

BYTES_PER_TOKEN = 6
"""No usual text has longer tokens on average, so a text is at least this many tokens."""


def require_room(engine: VlmEngine, texts: Mapping[str, str]) -> None:
    """Refuse texts, named by their fields, that are longer than what every model of the engine reads.

    A model whose limit is not known takes everything.

    Raises:
        InvalidRequest: the sentence names the longest field, the least that the texts need and what the model reads.
    """
    limits = [_limit(member) for member in engines_of(engine)]
    known = [limit for limit in limits if limit is not None]
    if len(known) < len(limits) or not texts:
        return
    needed = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts.values()) // BYTES_PER_TOKEN
    if needed > max(known):
        longest = max(texts, key=lambda name: len(texts[name]))
        raise InvalidRequest(
            f"{longest} is too long for {engine.model}: the request needs at least {needed:,} tokens and the model "
            f"reads {max(known):,}; shorten it or choose another vlm_model"
        )


def _limit(engine: VlmEngine) -> int | None:
    entry = find_model(engine.provider, engine.model)
    return None if entry is None else entry.context_tokens
