"""The APIMart models of November 2026 as the fake plays them: what each takes and what it costs."""

import msgspec
from msgspec import Struct

from pb_adapters.fakes.chat_completions import ChatModel
from pb_adapters.fakes.gemini.models import FOURTEEN, TEN
from pb_adapters.fakes.gemini.models import MODELS as AT_GOOGLE

_GPT = (
    "1:1", "1:2", "2:1", "1:3", "3:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "9:21", "21:9",
)  # fmt: skip


class ImageModel(Struct, frozen=True, kw_only=True):
    """One painter; ``prices`` are US dollars by resolution, spelt as the model wants it, the usual one first.

    ``exact`` says whether ``size`` may be pixels, ``is_lenient`` whether a wrong resolution silently becomes the
    usual one. ``google`` is the model's name at Google, if it is one of theirs.
    """

    id: str
    prices: dict[str, float]
    ratios: tuple[str, ...] = (*TEN, "auto")
    references: int = 14
    most: int = 4
    exact: bool = False
    is_lenient: bool = False
    google: str = ""


def _official(model: ImageModel) -> tuple[ImageModel, ImageModel]:
    """A model and its dearer route through the vendor."""
    prices = {size: 2 * price for size, price in model.prices.items()}
    return model, msgspec.structs.replace(model, id=f"{model.id}-official", prices=prices)


def _gpt(name: str, times: float = 1) -> ImageModel:
    return ImageModel(
        id=name,
        prices={"1k": 0.0085 * times, "2k": 0.014 * times, "4k": 0.021 * times},
        ratios=(*_GPT, "auto"),
        references=15,
        most=1,
        exact=True,
    )


_IMAGE_MODELS = (
    *_official(
        ImageModel(
            id="gemini-3-pro-image-preview", prices={"1K": 0.03, "2K": 0.03, "4K": 0.04}, google="gemini-3-pro-image"
        )
    ),
    *_official(
        ImageModel(
            id="gemini-3.1-flash-image-preview",
            prices={"1K": 0.015, "0.5K": 0.015, "2K": 0.02, "4K": 0.03},
            ratios=(*FOURTEEN, "auto"),
            google="gemini-3.1-flash-image",
        )
    ),
    ImageModel(
        id="gemini-3.1-flash-lite-image",
        prices={"1K": 0.01},
        ratios=FOURTEEN,
        is_lenient=True,
        google="gemini-3.1-flash-lite-image",
    ),
    *_official(
        ImageModel(
            id="gemini-2.5-flash-image-preview", prices={"": 0.0125}, ratios=TEN, google="gemini-2.5-flash-image"
        )
    ),
    *_official(_gpt("gpt-image-2")),
    _gpt("gpt-image-2-ext", 0.8),
    _gpt("gpt-image-2.5-flare", 1.5),
    _gpt("gpt-image-2.5-sunburst", 3),
    _gpt("gpt-image-2.5-ext", 1.2),
)
IMAGE_MODELS = {model.id: model for model in _IMAGE_MODELS}
"""Every model that ``/v1/images/generations`` takes."""

_CHAT_MODELS = (
    ChatModel(id="gemini-3-flash-preview", price_in=0.4, price_out=2.4),
    ChatModel(id="gemini-3.1-pro-preview", price_in=1.6, price_out=9.6, thoughts=64),
    ChatModel(id="gemini-3.5-flash", price_in=1.2, price_out=7.2, thoughts=64),
    ChatModel(id="gemini-3.8-flash", price_in=0.6, price_out=3, thoughts=64),
    ChatModel(id="gemini-2.5-pro", price_in=1, price_out=8, thoughts=64),
    ChatModel(id="gemini-2.5-flash", price_in=0.24, price_out=2),
    ChatModel(id="gpt-5.5", price_in=1, price_out=8, thoughts=64),
    ChatModel(id="claude-sonnet-5", price_in=2.4, price_out=12),
)
CHAT_MODELS = {model.id: model for model in _CHAT_MODELS}
"""Every model that ``/v1/chat/completions`` takes."""

GOOGLE = {
    **{
        model.id: msgspec.structs.replace(AT_GOOGLE[model.google], id=model.id)
        for model in _IMAGE_MODELS
        if model.google
    },
    **{name: AT_GOOGLE[name] for name in CHAT_MODELS if name in AT_GOOGLE},
}
"""Every model that ``/v1beta`` takes, as Gemini's own fake describes it."""
