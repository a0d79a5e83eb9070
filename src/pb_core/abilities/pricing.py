"""Prices: what a call cost by the table, and what one may cost at most before it is made."""

from datetime import date

import msgspec
from msgspec.structs import replace

from pb_core.abilities.ability import Ability
from pb_core.abilities.table import abilities, models
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import Usage, VlmRequest

PICTURE_TOKENS = 3_000
"""No provider of the table counts more tokens for a picture of at most 1568 pixels."""

THOUGHT_TOKENS = 2_000
"""Room for what an image model thinks before it paints; 130 to 240 tokens have been seen."""


def priced(
    usage: Usage, ability: Ability | None, *, pictures: int = 0, size: str | None = None, on: date | None = None
) -> Usage:
    """The usage with a cost: the one it reports, else the table's; unchanged where neither knows.

    ``pictures`` of ``size`` were painted. For pictures, output tokens are paid by the picture.
    """
    if usage.cost_micros is not None:
        return replace(usage, cost_source=usage.cost_source or "reported")
    cost = None if ability is None else _cost(usage, ability, pictures, size, on)
    return usage if cost is None else replace(usage, cost_micros=cost, cost_source="table")


def _cost(usage: Usage, ability: Ability, pictures: int, size: str | None, on: date | None) -> int | None:
    tokens = ability.token_price(usage.input_tokens or 0, on)
    if pictures:
        each = ability.picture_price(size)
        return None if each is None else pictures * each + (tokens.of(usage.input_tokens or 0, 0) if tokens else 0)
    if tokens is None or (usage.input_tokens is None and usage.output_tokens is None):
        return None
    return tokens.of(usage.input_tokens or 0, usage.output_tokens or 0)


def vlm_bound(provider: str, model: str, request: VlmRequest) -> int:
    """What a question costs at most in micros; a model without a price counts as its provider's dearest.

    Every byte counts as a token, since none is shorter, and the answer as the longest that is allowed.
    """
    texts = (request.system, request.prompt)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) + len(request.schema)
    shown = size + PICTURE_TOKENS * len(request.images)
    return max((_tokens(row, shown, request.max_output_tokens) for row in _priced_rows(provider, model)), default=0)


def image_bound(provider: str, model: str, request: DrawRequest) -> int:
    """What a picture costs at most in micros; a model without a price counts as its provider's dearest.

    Every byte of the request counts as a token of the prompt that is made of it.
    """
    size = len(msgspec.json.encode(request))
    return max((_picture(row, request.resolution, size) for row in _priced_rows(provider, model)), default=0)


def _tokens(ability: Ability, shown: int, answered: int) -> int:
    price = ability.token_price(shown)
    return 0 if price is None else price.of(shown, answered)


def _picture(ability: Ability, resolution: str | None, shown: int) -> int:
    each = ability.picture_price(resolution)
    known = [price for price in (each, *(size.micros for size in ability.sizes)) if price is not None]
    return (max(known, default=0) if each is None else each) + _tokens(ability, shown, THOUGHT_TOKENS)


def _priced_rows(provider: str, model: str) -> tuple[Ability, ...]:
    """The row of the model if it has a price, else every row of its provider."""
    row = abilities(provider, model)
    return (row,) if row is not None and _has_price(row) else models(provider)


def _has_price(row: Ability) -> bool:
    return bool(row.token_prices) or row.picture_price(None) is not None
