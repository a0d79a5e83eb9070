"""Engines by settings: providers behind their guards, fallbacks behind the first; loaded where one is set up."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from importlib.metadata import entry_points
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from pb_adapters.built_in import open_engines as built_in_engines
from pb_adapters.planners.offline.engine import OfflineEngine
from pb_adapters.providers.apimart.images import ApimartImage
from pb_adapters.providers.apimart.vlm import ApimartVlm
from pb_adapters.providers.apimart.wire import apimart_upstream
from pb_adapters.providers.gemini.images import GeminiImage
from pb_adapters.providers.gemini.vlm import GeminiVlm
from pb_adapters.providers.gemini.wire import gemini_upstream
from pb_adapters.providers.kie.images import KieImagen
from pb_adapters.providers.kie.vlm import KieVlm
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.providers.openrouter.images import OpenRouterImage
from pb_adapters.providers.openrouter.vlm import OpenRouterVlm
from pb_adapters.providers.openrouter.wire import openrouter_upstream
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.guard import Breaker, Limiter, ResilientImages, ResilientVlm, RetryPolicy, UpstreamGuard
from pb_core.application.assembly import Options
from pb_core.application.engines import KEY_SETTINGS, Engines, FallbackImages, FallbackVlm, VlmFactory
from pb_core.application.model_catalog import default_model
from pb_core.errors import EngineMisconfigured
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_http.settings import IMAGES_GROUP, OFFLINE, VECTOR, VLM_GROUP, EngineName, ProviderSettings

E = TypeVar("E", VlmEngine, ImageEngine)

Factory = Callable[[str | None], E]
"""Makes an engine for a model's name, or for the provider's default one; it makes one upstream call per call."""

Provider = Callable[[Mapping[str, str]], AbstractAsyncContextManager[Factory[E]]]
"""What an entry point names: opened with the environment, it holds the provider's connections while it is open."""


async def open_installed(stack: AsyncExitStack, group: str, name: str, environ: Mapping[str, str]) -> Factory[E]:
    """Open an installed provider; the stack closes it.

    Raises:
        EngineMisconfigured: It is not there, cannot be imported or finds its own settings wrong.
    """
    (entry, *_) = entry_points(group=group, name=name) or (None,)
    if entry is None:
        raise EngineMisconfigured(f"the provider {name} is not installed: nothing names it in {group}")
    try:
        provider: Provider[E] = entry.load()
    except (ImportError, AttributeError) as error:
        raise EngineMisconfigured(f"the installed provider {name} cannot be loaded ({entry.value}): {error}") from error
    factory = await stack.enter_async_context(provider(environ))

    def make(model: str | None) -> E:
        engine = factory(model)
        if engine.provider != name:
            raise EngineMisconfigured(
                f"the provider installed as {name} calls itself {engine.provider}: both names must be the same"
            )
        return engine

    return make


BRIEF = RetryPolicy(attempts=2, patience_seconds=5.0)
"""How stubborn an engine is that has another behind it."""

_UPSTREAMS: Mapping[str, Callable[..., Upstream]] = {
    "gemini": gemini_upstream,
    "openrouter": openrouter_upstream,
    "kie": kie_upstream,
    "apimart": apimart_upstream,
}
_VLMS: Mapping[str, Callable[[Upstream, str], VlmEngine]] = {
    "gemini": GeminiVlm,
    "openrouter": OpenRouterVlm,
    "kie": KieVlm,
    "apimart": ApimartVlm,
}
_PAINTERS: Mapping[str, tuple[str, Callable[[Upstream, Downloader, str], ImageEngine]]] = {
    "gemini_image": ("gemini", lambda upstream, _, model: GeminiImage(upstream, model)),
    "openrouter_image": ("openrouter", lambda upstream, _, model: OpenRouterImage(upstream, model)),
    "kie_imagen": ("kie", KieImagen),
    "apimart_image": ("apimart", ApimartImage),
}
_LIMITS = {"kie_imagen": (20, 10.0)}
"""How many pictures may be ordered in how many seconds."""


class _Guards(Struct, frozen=True):
    """What all engines of one provider, key and kind share: a patient guard, and a brief one for those before another.

    Those that paint have guards of their own, since one picture can take minutes.
    """

    patient: UpstreamGuard
    brief: UpstreamGuard


async def open_engines(stack: AsyncExitStack, settings: ProviderSettings, options: Options) -> Engines:
    """Open every engine that requests may use; the stack closes them.

    Raises:
        EngineMisconfigured: An installed provider cannot be opened.
    """
    built_in = await built_in_engines(stack, options)
    if settings.is_local:
        return built_in
    remote = _Remote(settings, built_in.images)
    await remote.open(stack)
    return Engines(
        vlm=remote.chosen_vlm(),
        images=remote.chosen_images(settings.images.model),
        plots=built_in.plots,
        composer=built_in.composer,
        providers=remote.vlm_factories(),
        image_models=None if settings.images.provider == VECTOR else remote.chosen_images,
        typefaces=built_in.typefaces,
    )


class _Remote:
    """The engines of the providers that have a key, and of those that other distributions install."""

    def __init__(self, settings: ProviderSettings, vector: ImageEngine) -> None:
        self._settings = settings
        self._vlms: dict[str, Factory[VlmEngine]] = {OFFLINE: lambda _: OfflineEngine()}
        self._painters: dict[str, Factory[ImageEngine]] = {VECTOR: lambda _: vector}
        self._guards: dict[str, _Guards] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        """Open the connections."""
        settings = self._settings
        pool = await stack.enter_async_context(UpstreamPool())
        downloader = await stack.enter_async_context(Downloader(allowed=_plain_origins(settings.base_urls)))
        for name, key in KEY_SETTINGS.items():
            if key in settings.keys:
                upstream = _UPSTREAMS[name](pool, key=settings.keys[key], base_url=settings.base_urls[name])
                self._add(name, upstream, downloader)
        for name in {link.provider for link in settings.vlm_chain} - self._vlms.keys():
            self._vlms[name] = await open_installed(stack, VLM_GROUP, name, settings.environ)
            self._guards.setdefault(name, _guards(name))
        for name in {link.provider for link in settings.image_chain} - self._painters.keys():
            self._painters[name] = await open_installed(stack, IMAGES_GROUP, name, settings.environ)
            self._guards.setdefault(name, _guards(name))

    def vlm_factories(self) -> dict[str, VlmFactory]:
        """What makes the engines of each provider for the models that requests name."""
        return {name: self._vlm_factory(name) for name in self._vlms if name != OFFLINE}

    def chosen_vlm(self) -> VlmEngine:
        """The configured engine with its fallbacks behind it."""
        names = self._settings.vlm_chain
        engines = [self._vlm(name, brief=name is not names[-1]) for name in names]
        return engines[0] if len(engines) == 1 else FallbackVlm(*engines)

    def chosen_images(self, model: str | None) -> ImageEngine:
        """The configured engine with this model, or its default one, and its fallbacks behind it."""
        names = (EngineName(self._settings.images.provider, model), *self._settings.image_fallback)
        engines = [self._images(name, brief=name is not names[-1]) for name in names]
        return engines[0] if len(engines) == 1 else FallbackImages(*engines)

    def _add(self, name: str, upstream: Upstream, downloader: Downloader) -> None:
        """A built-in provider: its models that answer and, under a name of their own, those that paint."""
        self._guards[name] = _guards(upstream.provider)
        self._vlms[name] = lambda model: _VLMS[name](upstream, model or _default_model(name))
        for painter, (home, make) in _PAINTERS.items():
            if home == name:
                self._guards[painter] = _guards(upstream.provider, _LIMITS.get(painter))
                self._painters[painter] = _painting(painter, make, upstream, downloader)

    def _vlm_factory(self, provider: str) -> VlmFactory:
        return lambda model: self._vlm(EngineName(provider, model), brief=False)

    def _vlm(self, name: EngineName, *, brief: bool) -> VlmEngine:
        engine = self._vlms[name.provider](name.model)
        return ResilientVlm(engine, self._guard(name, brief=brief)) if name.provider in self._guards else engine

    def _images(self, name: EngineName, *, brief: bool) -> ImageEngine:
        engine = self._painters[name.provider](name.model)
        return ResilientImages(engine, self._guard(name, brief=brief)) if name.provider in self._guards else engine

    def _guard(self, name: EngineName, *, brief: bool) -> UpstreamGuard:
        guards = self._guards[name.provider]
        return guards.brief if brief else guards.patient


def _painting(
    name: str, make: Callable[[Upstream, Downloader, str], ImageEngine], upstream: Upstream, downloader: Downloader
) -> Factory[ImageEngine]:
    return lambda model: make(upstream, downloader, model or _default_model(name))


def _guards(provider: str, limit: tuple[int, float] | None = None) -> _Guards:
    breaker, limiter = Breaker(provider), Limiter(*limit) if limit else None
    patient, brief = UpstreamGuard(breaker, limiter=limiter), UpstreamGuard(breaker, limiter=limiter, policy=BRIEF)
    return _Guards(patient, brief)


def _default_model(provider: str) -> str:
    model = default_model(provider)
    if model is None:
        raise LookupError(f"the provider {provider} has no default model")
    return model


def _plain_origins(base_urls: Mapping[str, str]) -> frozenset[str]:
    """Origins that an operator set to plain http, such as fake providers; results may come from there."""
    parts = (urlsplit(url) for url in base_urls.values())
    return frozenset(f"http://{part.netloc}" for part in parts if part.scheme == "http")
