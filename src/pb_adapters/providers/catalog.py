"""The built-in model providers, each with its engines and settings: a new one takes its folder and an entry here."""

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec import Struct

from pb_adapters.providers.apimart.images import ApimartImage
from pb_adapters.providers.apimart.vlm import ApimartVlm
from pb_adapters.providers.apimart.wire import BASE_URL as APIMART_URL
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.providers.gemini.images import GeminiImage
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import BASE_URL as GEMINI_URL
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.providers.kie.images import KieImagen
from pb_adapters.providers.kie.vlm import KieVlm
from pb_adapters.providers.kie.wire import BASE_URL as KIE_URL
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.providers.openrouter.images import OpenRouterImage
from pb_adapters.providers.openrouter.vlm import OpenRouterVlm
from pb_adapters.providers.openrouter.wire import BASE_URL as OPENROUTER_URL
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine


class OpenUpstream(Protocol):
    """Makes a provider's host out of a pool of connections."""

    def __call__(self, pool: UpstreamPool, *, key: str, base_url: str) -> Upstream:
        """The host as seen with a key."""


class StartLimit(Struct, frozen=True):
    """At most ``calls`` may start within any ``seconds``."""

    calls: int
    seconds: float


class Provider(Struct, frozen=True, kw_only=True):
    """One provider.

    Args:
        name: What settings and requests call it, and its engine for words.
        key_setting: The variable that holds its key.
        other_key_setting: Another variable that is read where the first is not set.
        base_url: Where it is, as its setting spells it.
        upstream: Makes its host.
        vlm: Makes its engine for words with a model.
        images_name: What settings and requests call its engine for pictures.
        images: Makes that engine with a model.
        image_limit: How many pictures may be ordered in a time.
    """

    name: str
    key_setting: str
    other_key_setting: str | None = None
    base_url: str
    upstream: OpenUpstream
    vlm: Callable[[Upstream, str], VlmEngine]
    images_name: str
    images: Callable[[Upstream, Downloader, str], ImageEngine]
    image_limit: StartLimit | None = None


PROVIDERS = (
    Provider(
        name="gemini",
        key_setting="GEMINI_API_KEY",
        other_key_setting="GOOGLE_API_KEY",
        base_url=GEMINI_URL,
        upstream=gemini_upstream,
        vlm=GeminiVlm,
        images_name="gemini_image",
        images=lambda upstream, _, model: GeminiImage(upstream, model),
    ),
    Provider(
        name="openrouter",
        key_setting="OPENROUTER_API_KEY",
        base_url=OPENROUTER_URL,
        upstream=openrouter_upstream,
        vlm=OpenRouterVlm,
        images_name="openrouter_image",
        images=lambda upstream, _, model: OpenRouterImage(upstream, model),
    ),
    Provider(
        name="kie",
        key_setting="KIE_API_KEY",
        base_url=KIE_URL,
        upstream=kie_upstream,
        vlm=KieVlm,
        images_name="kie_imagen",
        images=KieImagen,
        image_limit=StartLimit(20, 10.0),
    ),
    Provider(
        name="apimart",
        key_setting="APIMART_API_KEY",
        base_url=APIMART_URL,
        upstream=apimart_upstream,
        vlm=ApimartVlm,
        images_name="apimart_image",
        images=ApimartImage,
    ),
)
"""In the order in which they are chosen by key."""

KEY_SETTINGS: Mapping[str, str] = {provider.name: provider.key_setting for provider in PROVIDERS}
"""The key of each engine for words."""

IMAGE_KEY_SETTINGS: Mapping[str, str] = {provider.images_name: provider.key_setting for provider in PROVIDERS}
"""The key of each engine for pictures."""
