"""The Kie models of November 2026 as the fake plays them: what each takes and how many credits it costs."""

from msgspec import Struct

from pb_adapters.fakes.chat_completions import ChatModel
from pb_adapters.fakes.gemini.models import FOURTEEN, TEN

CREDIT_MICROS = 5_000
"""A credit is half a cent."""

SIZES = ("1K", "2K", "4K")
_GPT = (
    "1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "2:1", "1:2", "3:1", "1:3", "21:9", "9:21",
)  # fmt: skip
_GPT_SMALL = ("5:4", "4:5", "3:1", "1:3", "9:21", "auto", "")


class ImageModel(Struct, frozen=True, kw_only=True):
    """One painter: the members of its ``input``.

    ``references`` names the member that takes addresses of pictures, at most ``most`` of them. An empty ``sizes`` or
    ``formats`` means that the member is unknown to the model. ``credits`` are by size; "" where there is none.
    """

    id: str
    characters: int = 20_000
    references: str = "image_input"
    most: int = 14
    ratios: tuple[str, ...] = (*FOURTEEN, "auto")
    sizes: tuple[str, ...] = SIZES
    formats: tuple[str, ...] = ("png", "jpg")
    usual_ratio: str = "auto"
    required: tuple[str, ...] = ("prompt",)
    others: tuple[str, ...] = ()
    credits: dict[str, float] = {}
    forbidden: dict[str, tuple[str, ...]] = {}

    @property
    def members(self) -> frozenset[str]:
        """The members that the model knows."""
        taken = {"prompt", "aspect_ratio", *self.others}
        optional = {"resolution": self.sizes, "output_format": self.formats, self.references: self.references}
        return frozenset(taken | {name for name, values in optional.items() if values})


def _gpt(name: str, references: str, required: tuple[str, ...]) -> ImageModel:
    return ImageModel(
        id=name,
        references=references,
        most=16,
        ratios=(*_GPT, "auto"),
        formats=(),
        required=required,
        others=("nsfw_checker",),
        credits={"1K": 6, "2K": 10, "4K": 16},
        forbidden={"2K": _GPT_SMALL, "4K": ("1:1", *_GPT_SMALL)},
    )


_IMAGE_MODELS = (
    ImageModel(
        id="nano-banana-pro",
        characters=10_000,
        most=8,
        ratios=(*TEN, "auto"),
        usual_ratio="1:1",
        credits={"1K": 18, "2K": 18, "4K": 24},
    ),
    ImageModel(
        id="nano-banana-2", others=("google_search",), credits={"1K": 8, "2K": 12, "4K": 18}, formats=("jpg", "png")
    ),
    ImageModel(id="nano-banana-2-1", most=10, credits={"1K": 4, "2K": 6, "4K": 9}, formats=("jpg", "png")),
    ImageModel(
        id="nano-banana-2-lite",
        references="image_urls",
        most=10,
        sizes=(),
        formats=(),
        required=("prompt", "aspect_ratio"),
        credits={"": 3},
    ),
    ImageModel(
        id="google/nano-banana",
        characters=5_000,
        references="",
        ratios=(*TEN, "auto"),
        sizes=(),
        formats=("png", "jpeg"),
        others=("image_size",),
        credits={"": 4},
    ),
    ImageModel(
        id="google/nano-banana-edit",
        characters=5_000,
        references="image_urls",
        most=10,
        ratios=(*TEN, "auto"),
        sizes=(),
        formats=("png", "jpeg"),
        required=("prompt", "image_urls"),
        others=("image_size",),
        credits={"": 4},
    ),
    _gpt("gpt-image-2-text-to-image", "", ("prompt",)),
    _gpt("gpt-image-2-image-to-image", "input_urls", ("prompt", "input_urls")),
)
IMAGE_MODELS = {model.id: model for model in _IMAGE_MODELS}
"""Every model that ``createTask`` takes."""

_FLASH = ("gemini-3-5-flash-openai", "gemini-3-6-flash-openai", "gemini-3-7-flash-openai", "gemini-3-8-flash-openai")
_CHAT_MODELS = (
    *(ChatModel(id=name, thoughts=64) for name in _FLASH),
    ChatModel(id="gemini-2.5-flash"),
    ChatModel(id="gemini-2.5-pro", price_in=0.5, price_out=4, thoughts=64),
    ChatModel(id="gemini-3-flash", thoughts=64),
    ChatModel(id="gemini-3-pro", price_in=0.8, price_out=5, thoughts=64),
    ChatModel(id="gemini-3.1-pro", price_in=0.8, price_out=5, thoughts=64),
    ChatModel(id="gpt-5-2", price_in=0.6, price_out=5, thoughts=64),
)
CHAT_MODELS = {model.id: model for model in _CHAT_MODELS}
"""Every model that stands in the path of chat."""
