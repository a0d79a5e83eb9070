"""The OpenRouter models of November 2026 as the fake plays them: what each takes and what it costs."""

from msgspec import Struct

from pb_adapters.fakes.gemini.models import FOURTEEN, TEN

GEMINI_SIZES = ("1K", "2K", "4K")
WORDS, BOTH, PICTURES = ("text",), ("image", "text"), ("image",)


class Model(Struct, frozen=True, kw_only=True):
    """One model; prices in US dollars per million tokens.

    ``outputs`` are its output modalities; ``picture_tokens`` is what a 1K picture counts. ``ratios`` and
    ``resolutions`` empty mean that it does not take them. ``schemas`` says whether it takes ``response_format``.
    """

    id: str
    provider: str = "Google"
    outputs: tuple[str, ...] = WORDS
    price_in: float = 0.75
    price_out: float = 3.75
    thoughts: int = 0
    must_think: bool = False
    schemas: bool = True
    picture_tokens: int = 1120
    picture_price: float = 0.0
    ratios: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    quality: bool = False
    references: int = 14


def _gemini_image(name: str, price: float, ratios: tuple[str, ...], resolutions: tuple[str, ...]) -> Model:
    return Model(
        id=f"google/{name}",
        provider="Google AI Studio",
        outputs=BOTH,
        price_in=1.5,
        price_out=7.5,
        thoughts=170,
        schemas=False,
        picture_price=price,
        ratios=ratios,
        resolutions=resolutions,
    )


def _painter(name: str, provider: str, price: float, ratios: tuple[str, ...] = TEN) -> Model:
    return Model(
        id=name, provider=provider, outputs=PICTURES, schemas=False, picture_price=price, ratios=ratios, references=10,
        resolutions=("1K", "2K", "4K"),
    )  # fmt: skip


def _gpt_image(name: str, price: float) -> Model:
    ratios = (*TEN, "2:1", "1:2", "9:21", "auto")
    return Model(
        id=f"openai/{name}", provider="OpenAI", outputs=PICTURES, schemas=False, picture_price=price, ratios=ratios,
        quality=True, references=16,
    )  # fmt: skip


_MODELS = (
    Model(id="google/gemini-3.8-flash", thoughts=96, must_think=True),
    Model(id="google/gemini-3.5-flash", price_in=1.5, price_out=9, thoughts=96),
    Model(id="google/gemini-3-flash-preview", price_in=0.5, price_out=3, thoughts=96),
    Model(id="google/gemini-3.1-pro-preview", price_in=2, price_out=12, thoughts=188, must_think=True),
    Model(id="google/gemini-2.5-flash", price_in=0.3, price_out=2.5),
    Model(id="google/gemini-2.5-pro", price_in=1.25, price_out=10, thoughts=188),
    Model(id="openai/gpt-5.5", provider="OpenAI", price_in=1.25, price_out=10, thoughts=64),
    _gemini_image("gemini-nano-banana-2.1", 0.0336, FOURTEEN, GEMINI_SIZES),
    _gemini_image("gemini-3-pro-image", 0.134, TEN, GEMINI_SIZES),
    _gemini_image("gemini-3.1-flash-image", 0.067, FOURTEEN, ("512", *GEMINI_SIZES)),
    _gemini_image("gemini-3.1-flash-lite-image", 0.034, FOURTEEN, ("1K",)),
    _gemini_image("gemini-2.5-flash-image", 0.039, TEN, ()),
    _gpt_image("gpt-image-2", 0.13),
    _gpt_image("gpt-image-2.5-flare", 0.04),
    _gpt_image("gpt-image-2.5-sunburst", 0.08),
    _painter("bytedance-seed/seedream-4.5", "Seed", 0.04),
    _painter("black-forest-labs/flux-3-image", "Black Forest Labs", 0.05),
    _painter("qwen/qwen-image-3", "Alibaba", 0.03),
)
MODELS = {model.id: model for model in _MODELS}
ALIASES = {"~google/gemini-flash-latest": "google/gemini-3.8-flash"}


def model_named(name: str) -> Model | None:
    """The model of an id with or without a variant such as ``:free``."""
    return MODELS.get(ALIASES.get(name, name.partition(":")[0]))
