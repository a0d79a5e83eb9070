"""The model catalog: what each model of each provider takes, makes and costs, and what a call may cost at most.

It is read once from the data file beside this module, which gives the date and source of every fact.
"""

import math
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.painter_prompt import painter_prompt
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import VlmRequest

AUTO = "auto"
"""The ratio that leaves the choice to the model."""


class ModelKind(StrEnum):
    """What a model is asked for: words about text and pictures, or a picture."""

    VLM = "vlm"
    IMAGE = "image"


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who says what stands in the named fields of a row, and of which day that is."""

    fields: tuple[str, ...]
    as_of: date
    source: str


class Size(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A resolution: ``name`` as requests spell it (``1K``), ``wire`` as the model does, ``micros`` per picture."""

    name: str
    wire: str = ""
    micros: int | None = None

    @property
    def spelling(self) -> str:
        """What the model is sent."""
        return self.wire or self.name


class RatioLimit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The only sizes that a ratio goes together with."""

    ratio: str
    sizes: tuple[str, ...]


class TokenPrice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Micros (millionths of a US dollar) per million tokens.

    ``until`` is the last day of the price, ``above_tokens`` the length of input from which it holds.
    """

    input_micros: int
    output_micros: int
    until: date | None = None
    above_tokens: int = 0

    def of(self, input_tokens: int, output_tokens: int) -> int:
        """What so many tokens cost in micros, rounded up."""
        return -(-(input_tokens * self.input_micros + output_tokens * self.output_micros) // 1_000_000)


class ModelEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table. ``provider`` is spelled as the engine's is; what is ``None`` or empty is not known.

    Args:
        default: Whether this is the model to take where none is named.
        schema: Whether answers can be held to a JSON Schema.
        ratios: The ratios that the model takes, ``auto`` among them if it takes that word.
        sizes: The resolutions; empty if the model takes none.
        limits: Ratios that go together with some of the sizes only.
        references: How many reference pictures may be shown.
        seed: Whether the model takes a seed.
        formats: The file formats that can be asked for, the model's own spelling.
        prompt_characters: The longest prompt.
        context_tokens: How many tokens the model reads at most.
        token_prices: Prices by day and length of input.
        image_micros: The price of a picture where no size decides it.
        facts: Date and source of every field above.
    """

    provider: str
    model: str
    kind: ModelKind
    default: bool = False
    schema: bool | None = None
    ratios: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()
    limits: tuple[RatioLimit, ...] = ()
    references: int | None = None
    seed: bool | None = None
    formats: tuple[str, ...] = ()
    prompt_characters: int | None = None
    context_tokens: int | None = None
    token_prices: tuple[TokenPrice, ...] = ()
    image_micros: int | None = None
    facts: tuple[Fact, ...] = ()

    @property
    def resolutions(self) -> tuple[str, ...]:
        """The names of the sizes."""
        return tuple(size.name for size in self.sizes)

    def size(self, resolution: str | None) -> Size | None:
        """The size of this name; ``None`` if there is none."""
        return next((size for size in self.sizes if size.name == resolution), None)

    def wire_size(self, resolution: str | None) -> str | None:
        """How the model spells a resolution; ``None`` says to send no size."""
        size = self.size(resolution)
        return None if size is None else size.spelling

    def wire_ratio(self, ratio: str | None) -> str | None:
        """The ratio to send; ``None`` says to send none: none was asked for, or the model knows no ``auto``."""
        return None if ratio == AUTO and AUTO not in self.ratios else ratio

    def sizes_with(self, ratio: str | None) -> tuple[str, ...]:
        """The names of the sizes that go together with a ratio."""
        limit = next((limit for limit in self.limits if limit.ratio == ratio), None)
        return self.resolutions if limit is None else limit.sizes

    def token_price(self, input_tokens: int = 0, on: date | None = None) -> TokenPrice | None:
        """The price for so much input on a day; without a day, the dearest of all days."""
        held = [p for p in self.token_prices if on is None or p.until is None or on <= p.until]
        tier = max((p.above_tokens for p in held if p.above_tokens <= input_tokens), default=0)
        prices = [p for p in held if p.above_tokens == tier]
        if on is None:
            return max(prices, key=lambda p: (p.input_micros, p.output_micros), default=None)
        return min(prices, key=lambda p: p.until or date.max, default=None)

    def picture_price(self, resolution: str | None) -> int | None:
        """Micros per picture; without a resolution, at ``1K``, which every provider defaults to."""
        size = self.size(resolution or "1K")
        return self.image_micros if size is None or size.micros is None else size.micros


def ratio_value(ratio: str) -> float | None:
    """Width by height of ``W:H``; ``None`` for ``auto`` and what else is no ratio of positive numbers."""
    width, _, height = ratio.partition(":")
    try:
        value = float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) and value > 0 else None


def nearest_ratio(allowed: Iterable[str], ratio: str) -> str | None:
    """The allowed ratio that distorts a picture of ``ratio`` least; the ratio itself where it is allowed.

    Distance is that of logarithms, so that 2:1 is as far from 1:1 as 1:2 is. ``None`` if nothing compares.
    """
    choices = tuple(allowed)
    if ratio in choices:
        return ratio
    wanted = ratio_value(ratio)
    if wanted is None:
        return None
    known = [(value, choice) for choice in choices if (value := ratio_value(choice)) is not None]
    return min(known, key=lambda pair: abs(math.log(pair[0] / wanted)), default=(0.0, None))[1]


def find_model(provider: str, model: str) -> ModelEntry | None:
    """What is known of a provider's model; ``None`` for a model that the table does not know."""
    return _by_name().get((provider, model))


def models(provider: str) -> tuple[ModelEntry, ...]:
    """The known models of a provider, in the table's order."""
    return tuple(entry for entry in _table() if entry.provider == provider)


def default_model(provider: str) -> str | None:
    """The model to take where none is named; ``None`` for a provider that the table does not know."""
    return next((entry.model for entry in models(provider) if entry.default), None)


@cache
def _table() -> tuple[ModelEntry, ...]:
    text = resources.files(__package__ or __name__).joinpath("table.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[ModelEntry, ...])


@cache
def _by_name() -> dict[tuple[str, str], ModelEntry]:
    return {(entry.provider, entry.model): entry for entry in _table()}


PICTURE_TOKENS = 3_000
"""No provider of the table counts more tokens for a picture of at most 1568 pixels."""

THOUGHT_TOKENS = 2_000
"""Room for what an image model thinks before it paints; 130 to 240 tokens have been seen."""


def priced(
    usage: Usage, entry: ModelEntry | None, *, pictures: int = 0, size: str | None = None, on: date | None = None
) -> Usage:
    """The usage with a cost: the one it reports, else the table's; unchanged where neither knows.

    ``pictures`` of ``size`` were painted. For pictures, output tokens are paid by the picture.
    """
    if usage.cost_micros is not None:
        return replace(usage, cost_source=usage.cost_source or "reported")
    cost = None if entry is None else _cost(usage, entry, pictures, size, on)
    return usage if cost is None else replace(usage, cost_micros=cost, cost_source="table")


def _cost(usage: Usage, entry: ModelEntry, pictures: int, size: str | None, on: date | None) -> int | None:
    tokens = entry.token_price(usage.input_tokens or 0, on)
    if pictures:
        each = entry.picture_price(size)
        return None if each is None else pictures * each + (tokens.of(usage.input_tokens or 0, 0) if tokens else 0)
    if tokens is None or (usage.input_tokens is None and usage.output_tokens is None):
        return None
    return tokens.of(usage.input_tokens or 0, usage.output_tokens or 0)


def vlm_bound(provider: str, model: str, request: VlmRequest) -> int:
    """What a question costs at most in micros; a model without a price counts as its provider's dearest.

    Every byte counts as a token, since none is shorter, and the answer as the longest that is allowed.
    """
    return max((question_bound(row, request) for row in _priced_rows(provider, model)), default=0)


def question_bound(entry: ModelEntry, request: VlmRequest) -> int:
    """What a question to this model costs at most in micros, as ``vlm_bound`` counts; 0 without a price."""
    texts = (request.system, request.prompt)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) + len(request.schema)
    return _tokens(entry, size + PICTURE_TOKENS * len(request.images), request.max_output_tokens)


def image_bound(provider: str, model: str, request: DrawRequest) -> int:
    """What a picture costs at most in micros; a model without a price counts as its provider's dearest.

    Every byte of the prompt counts as a token, and each reference figure as a picture.
    """
    prompt = (
        request.description
        if request.verbatim
        else painter_prompt(
            request.spec,
            request.styling,
            ratio=request.aspect_ratio,
            atmosphere=request.description,
            corrections=request.corrections,
            shown=len(request.exemplars),
        )
    )
    size = len(prompt.encode("utf-8", "surrogatepass")) + PICTURE_TOKENS * len(request.exemplars)
    return max((_picture(row, request.resolution, size) for row in _priced_rows(provider, model)), default=0)


def _tokens(entry: ModelEntry, shown: int, answered: int) -> int:
    price = entry.token_price(shown)
    return 0 if price is None else price.of(shown, answered)


def _picture(entry: ModelEntry, resolution: str | None, shown: int) -> int:
    each = entry.picture_price(resolution)
    known = [price for price in (each, *(size.micros for size in entry.sizes)) if price is not None]
    return (max(known, default=0) if each is None else each) + _tokens(entry, shown, THOUGHT_TOKENS)


def _priced_rows(provider: str, model: str) -> tuple[ModelEntry, ...]:
    """The row of the model if it has a price, else every row of its provider."""
    row = find_model(provider, model)
    return (row,) if row is not None and _has_price(row) else models(provider)


def _has_price(row: ModelEntry) -> bool:
    return bool(row.token_prices) or row.picture_price(None) is not None
