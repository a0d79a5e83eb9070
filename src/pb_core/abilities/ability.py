"""Ability: what one model of one provider takes, makes and costs."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

AUTO = "auto"
"""The ratio that leaves the choice to the model."""


class Kind(StrEnum):
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


class Ability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
        token_prices: Prices by day and length of input.
        image_micros: The price of a picture where no size decides it.
        facts: Date and source of every field above.
    """

    provider: str
    model: str
    kind: Kind
    default: bool = False
    schema: bool | None = None
    ratios: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()
    limits: tuple[RatioLimit, ...] = ()
    references: int | None = None
    seed: bool | None = None
    formats: tuple[str, ...] = ()
    prompt_characters: int | None = None
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
