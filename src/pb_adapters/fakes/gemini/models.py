"""The Gemini models of 25 November 2026 as the fake plays them: what each takes and what it costs."""

from msgspec import Struct

TEN = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
FOURTEEN = (*TEN, "1:4", "4:1", "1:8", "8:1")
ANY_LEVEL = ("MINIMAL", "LOW", "MEDIUM", "HIGH")


class Model(Struct, frozen=True, kw_only=True):
    """One model; prices in US dollars per million tokens, or per picture by size.

    ``levels`` are the thinking levels it takes, ``budget`` the range of ``thinkingBudget`` (-1, automatic, always
    goes with one), ``thoughts`` the tokens it thinks per answer. ``sizes`` maps an ``imageSize`` to the tokens and
    the price of a picture; a model without it makes words.
    """

    id: str
    price_in: float = 0.75
    price_out: float = 3.75
    levels: tuple[str, ...] = ()
    budget: tuple[int, int] | None = None
    thoughts: int = 188
    sizes: dict[str, tuple[int, float]] = {}
    ratios: tuple[str, ...] = ()
    references: int = 14
    takes_size: bool = True

    @property
    def paints(self) -> bool:
        """Whether it makes pictures."""
        return bool(self.sizes)


_MODELS = (
    Model(id="gemini-3.8-flash", levels=ANY_LEVEL[1:], budget=(1, 65_536)),
    Model(id="gemini-3.7-flash", levels=ANY_LEVEL[1:], budget=(1, 65_536)),
    Model(id="gemini-3.6-flash", price_in=1.5, price_out=9, levels=ANY_LEVEL, budget=(0, 65_536)),
    Model(id="gemini-3.5-flash", price_in=1.5, price_out=9, levels=ANY_LEVEL, budget=(0, 65_536)),
    Model(id="gemini-3.5-flash-lite", price_in=0.3, price_out=2.5, levels=ANY_LEVEL, budget=(0, 65_536), thoughts=0),
    Model(id="gemini-3.1-flash-lite", price_in=0.25, price_out=1.5, levels=ANY_LEVEL, budget=(0, 65_536), thoughts=0),
    Model(id="gemini-3.1-pro-preview", price_in=2, price_out=12, levels=ANY_LEVEL[1:], budget=(128, 32_768)),
    Model(id="gemini-3-flash-preview", price_in=0.5, price_out=3, levels=ANY_LEVEL, budget=(0, 65_536)),
    Model(id="gemini-2.5-pro", price_in=1.25, price_out=10, budget=(128, 32_768)),
    Model(id="gemini-2.5-flash", price_in=0.3, price_out=2.5, budget=(0, 24_576)),
    Model(id="gemini-2.5-flash-lite", price_in=0.1, price_out=0.4, budget=(0, 24_576), thoughts=0),
    Model(id="gemini-flash-latest", levels=ANY_LEVEL[1:], budget=(1, 65_536)),
    Model(
        id="gemini-nano-banana-2.1",
        price_in=1.5,
        levels=("MINIMAL", "MEDIUM", "HIGH"),
        sizes={"1K": (1120, 0.0336), "2K": (1680, 0.0504), "4K": (2520, 0.1134)},
        ratios=FOURTEEN,
    ),
    Model(
        id="gemini-3-pro-image",
        price_in=2,
        price_out=12,
        sizes={"1K": (1120, 0.134), "2K": (1120, 0.134), "4K": (2000, 0.24)},
        ratios=TEN,
    ),
    Model(
        id="gemini-3.1-flash-image",
        price_in=0.5,
        price_out=3,
        levels=("MINIMAL", "HIGH"),
        thoughts=0,
        sizes={"1K": (1120, 0.067), "512": (747, 0.045), "2K": (1680, 0.101), "4K": (2520, 0.151)},
        ratios=FOURTEEN,
    ),
    Model(
        id="gemini-3.1-flash-lite-image",
        price_in=0.25,
        price_out=1.5,
        levels=("MINIMAL", "HIGH"),
        thoughts=0,
        sizes={"1K": (1120, 0.034)},
        ratios=FOURTEEN,
    ),
    Model(
        id="gemini-2.5-flash-image",
        price_in=0.3,
        price_out=2.5,
        thoughts=0,
        sizes={"1K": (1290, 0.039)},
        ratios=TEN,
        references=3,
        takes_size=False,
    ),
)
MODELS = {model.id: model for model in _MODELS}
"""Every model that answers; all others, the retired ones among them, are 404."""
