"""The built-in model providers, each with its engines and settings: a new one takes its folder and an entry here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from pb_adapters.providers import apimart, gemini, kie, openai_compatible, openrouter
from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine

if TYPE_CHECKING:
    from pb_adapters.upstream.downloader import Downloader
    from pb_adapters.upstream.exchange import Upstream, UpstreamPool


class OpenUpstream(Protocol):
    """Makes a provider's host out of a pool of connections."""

    def __call__(self, pool: "UpstreamPool", *, key: str, base_url: str) -> "Upstream":
        """The host as seen with a key."""


class StartLimit(Struct, frozen=True):
    """At most ``calls`` may start within any ``seconds``."""

    calls: int
    seconds: float


class ProviderEngines(Struct, frozen=True):
    """What a provider's host and its engines for words and for pictures are made with, given models."""

    upstream: OpenUpstream
    vlm: "Callable[[Upstream, str, VlmTuning], VlmEngine]"
    images: "Callable[[Upstream, Downloader, str], ImageEngine]"


class Provider(Struct, frozen=True, kw_only=True):
    """One provider.

    Args:
        name: What settings and requests call it, and its engine for words.
        key_setting: The variable that holds its key.
        other_key_setting: Another variable that is read where the first is not set.
        address_setting: The variable that says where it is, for one that is nowhere by itself and may need no key.
        base_url: Where it is, as its setting spells it; empty with an ``address_setting``.
        images_name: What settings and requests call its engine for pictures.
        engines: Loads its code, which a server without this provider never does.
        image_limit: How many pictures may be ordered in a time.
    """

    name: str
    key_setting: str
    other_key_setting: str | None = None
    address_setting: str | None = None
    base_url: str = ""
    images_name: str
    engines: Callable[[], ProviderEngines]
    image_limit: StartLimit | None = None

    @property
    def setting(self) -> str:
        """The variable that sets it up."""
        return self.address_setting or self.key_setting


def _gemini() -> ProviderEngines:
    from pb_adapters.providers.gemini.images import GeminiImage  # noqa: PLC0415 - loaded where it is set up
    from pb_adapters.providers.gemini.vlm import GeminiVlm  # noqa: PLC0415 - as above
    from pb_adapters.providers.gemini.wire import gemini_upstream  # noqa: PLC0415 - as above

    return ProviderEngines(
        gemini_upstream,
        lambda upstream, model, tuning: GeminiVlm(upstream, model, tuning.limits()),
        lambda upstream, _, model: GeminiImage(upstream, model),
    )


def _openrouter() -> ProviderEngines:
    from pb_adapters.providers.openrouter.images import OpenRouterImage  # noqa: PLC0415 - loaded where it is set up
    from pb_adapters.providers.openrouter.vlm import OpenRouterVlm  # noqa: PLC0415 - as above
    from pb_adapters.providers.openrouter.wire import openrouter_upstream  # noqa: PLC0415 - as above

    return ProviderEngines(
        openrouter_upstream,
        lambda upstream, model, tuning: OpenRouterVlm(upstream, model, tuning.limits()),
        lambda upstream, _, model: OpenRouterImage(upstream, model),
    )


def _kie() -> ProviderEngines:
    from pb_adapters.providers.kie.images import KieImagen  # noqa: PLC0415 - loaded where it is set up
    from pb_adapters.providers.kie.references import References  # noqa: PLC0415 - as above
    from pb_adapters.providers.kie.vlm import KieVlm  # noqa: PLC0415 - as above
    from pb_adapters.providers.kie.wire import kie_upstream  # noqa: PLC0415 - as above

    references = References()
    return ProviderEngines(
        kie_upstream,
        lambda upstream, model, tuning: KieVlm(upstream, model, tuning.limits()),
        lambda upstream, downloader, model: KieImagen(upstream, downloader, model, references=references),
    )


def _apimart() -> ProviderEngines:
    from pb_adapters.providers.apimart.images import ApimartImage  # noqa: PLC0415 - loaded where it is set up
    from pb_adapters.providers.apimart.vlm import ApimartVlm  # noqa: PLC0415 - as above
    from pb_adapters.providers.apimart.wire import apimart_upstream  # noqa: PLC0415 - as above

    return ProviderEngines(
        apimart_upstream, lambda upstream, model, tuning: ApimartVlm(upstream, model, tuning.limits()), ApimartImage
    )


def _openai_compatible() -> ProviderEngines:
    from pb_adapters.providers.openai_compatible.address import openai_upstream  # noqa: PLC0415 - loaded where set up
    from pb_adapters.providers.openai_compatible.dialect import Dialects  # noqa: PLC0415 - as above
    from pb_adapters.providers.openai_compatible.images import (  # noqa: PLC0415 - as above
        OpenAiCompatibleImage,
        SizeMemory,
    )
    from pb_adapters.providers.openai_compatible.vlm import SLOW, OpenAiCompatibleVlm  # noqa: PLC0415 - as above

    dialects, sizes = Dialects(), SizeMemory()
    return ProviderEngines(
        openai_upstream,
        lambda upstream, model, tuning: OpenAiCompatibleVlm(
            upstream,
            model,
            tuning.limits(SLOW),
            dialect=dialects.of(model, upstream.base_url),
            sees_images=tuning.sees_images,
            most_tokens=tuning.max_output_tokens,
            price=tuning.price,
        ),
        lambda upstream, downloader, model: OpenAiCompatibleImage(upstream, downloader, model, sizes=sizes),
    )


PROVIDERS = (
    Provider(
        name="gemini",
        key_setting="GEMINI_API_KEY",
        other_key_setting="GOOGLE_API_KEY",
        base_url=gemini.BASE_URL,
        images_name="gemini_image",
        engines=_gemini,
    ),
    Provider(
        name="openrouter",
        key_setting="OPENROUTER_API_KEY",
        base_url=openrouter.BASE_URL,
        images_name="openrouter_image",
        engines=_openrouter,
    ),
    Provider(
        name="kie",
        key_setting="KIE_API_KEY",
        base_url=kie.BASE_URL,
        images_name="kie_imagen",
        engines=_kie,
        image_limit=StartLimit(20, 10.0),
    ),
    Provider(
        name="apimart",
        key_setting="APIMART_API_KEY",
        base_url=apimart.BASE_URL,
        images_name="apimart_image",
        engines=_apimart,
    ),
    Provider(
        name="openai_compatible",
        key_setting=openai_compatible.KEY_SETTING,
        address_setting=openai_compatible.BASE_URL_SETTING,
        images_name="openai_compatible_image",
        engines=_openai_compatible,
    ),
)
"""In the order in which they are chosen by what is set."""

KEY_SETTINGS: Mapping[str, str] = {provider.name: provider.setting for provider in PROVIDERS}
"""What sets up each engine for words: its key, or its address."""

IMAGE_KEY_SETTINGS: Mapping[str, str] = {provider.images_name: provider.setting for provider in PROVIDERS}
"""What sets up each engine for pictures."""
