"""Engines by settings: providers behind their guards, fallbacks behind the first; loaded where one is set up."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from importlib.metadata import entry_points
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from pb_adapters.built_in import open_engines as built_in_engines
from pb_adapters.drawing.diagrams.illustrated import ILLUSTRATED, IllustratedEngine
from pb_adapters.drawing.diagrams.pictogram_store import PictogramStore
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.providers import local
from pb_adapters.providers.catalog import PROVIDERS, Provider, StartLimit
from pb_adapters.upstream.breaker import Breaker
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.guard import ResilientImages, ResilientVlm, RetryPolicy, UpstreamGuard
from pb_adapters.upstream.limiter import Limiter, Starts
from pb_adapters.upstream.trust import trusting
from pb_adapters.upstream.vlm_tuning import TunedVlm
from pb_core.application.assembly import Options
from pb_core.application.engines import Engines, FallbackImages, FallbackVlm, ImageFactory, VlmFactory
from pb_core.application.model_catalog import default_model
from pb_core.errors import EngineMisconfigured, InvalidRequest
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import Priced, VlmEngine
from pb_http.settings.engine_choice import ENGINE_SETTINGS, IMAGES_GROUP, OFFLINE, VECTOR, VLM_GROUP, EngineName
from pb_http.settings.providers import ProviderSettings

E = TypeVar("E", VlmEngine, ImageEngine)

Factory = Callable[[str | None], E]
"""Makes an engine for a model's name, or for the provider's default one; it makes one upstream call per call."""

InstalledProvider = Callable[[Mapping[str, str]], AbstractAsyncContextManager[Factory[E]]]
"""What an entry point names: opened with the environment, it holds the provider's connections while it is open."""


KIE = "kie_imagen"

VLM_HINT = "name one with vlm_model"
IMAGE_HINT = "set PAPERBANANA_IMAGE_PROVIDER and PAPERBANANA_IMAGE_MODEL there"
"""What to do about a provider of no default model."""

BEFORE_FALLBACK = RetryPolicy(attempts=2, total_wait_seconds=5.0)
"""How long an engine is tried that has another behind it."""


async def open_installed(
    stack: AsyncExitStack, group: str, name: str, environ: Mapping[str, str], unpriced: set[str]
) -> Factory[E]:
    """Open an installed provider; the stack closes it. One whose engines have no estimate is added to ``unpriced``.

    Raises:
        EngineMisconfigured: It is not there, cannot be imported or finds its own settings wrong.
    """
    (entry, *_) = entry_points(group=group, name=name) or (None,)
    if entry is None:
        raise EngineMisconfigured(f"the provider {name} is not installed: nothing names it in {group}")
    try:
        provider: InstalledProvider[E] = entry.load()
    except (ImportError, AttributeError) as error:
        raise EngineMisconfigured(f"the installed provider {name} cannot be loaded ({entry.value}): {error}") from error
    factory = await stack.enter_async_context(provider(environ))

    def make(model: str | None) -> E:
        engine = factory(model)
        if engine.provider != name:
            raise EngineMisconfigured(
                f"the provider installed as {name} calls itself {engine.provider}: both names must be the same"
            )
        if not isinstance(engine, Priced):
            unpriced.add(name)
        return engine

    return make


class _Guards(Struct, frozen=True):
    """What all engines of one provider, key and kind share: the guard of a last engine, and that before a fallback.

    Engines for pictures have guards of their own, since one picture can take minutes.
    """

    breaker: Breaker
    last: UpstreamGuard
    before_fallback: UpstreamGuard

    def of(self, *, has_fallback: bool) -> UpstreamGuard:
        """The guard of an engine at its place in a chain."""
        return self.before_fallback if has_fallback else self.last


async def open_engines(
    stack: AsyncExitStack,
    settings: ProviderSettings,
    options: Options,
    pictograms: Path | None = None,
    breakers: dict[str, Breaker] | None = None,
    limited: "LimitStarts | None" = None,
) -> Engines:
    """Open every engine that requests may use; the stack closes them. ``pictograms`` is where painted ones are kept.

    ``breakers`` is given the breaker of each engine that has one. ``limited`` counts the starts at a provider, in this
    process alone where it is left out.

    Raises:
        EngineMisconfigured: An installed provider cannot be opened.
    """
    built_in = await built_in_engines(stack, options)
    remote = _Remote(settings, built_in.images, PictogramStore(pictograms), limited or _limited)
    await remote.open(stack)
    if breakers is not None:
        breakers.update(remote.breakers())
    return Engines(
        unpriced=remote.unpriced,
        vlm=remote.chosen_vlm(),
        images=remote.chosen_images(settings.images.model),
        plots=built_in.plots,
        composer=built_in.composer,
        providers=remote.vlm_factories(),
        painters=remote.image_factories(),
        image_models=remote.named_by_model(),
        typefaces=built_in.typefaces,
        key_settings=ENGINE_SETTINGS,
    )


LimitStarts = Callable[[str, StartLimit], Starts]
"""Makes what counts the starts of an engine, by its name."""


class _Remote:
    """The engines of the providers that have a key, and of those that other distributions install."""

    def __init__(
        self, settings: ProviderSettings, vector: ImageEngine, pictograms: PictogramStore, limited: LimitStarts
    ) -> None:
        self._settings, self._vector, self._pictograms, self._limited = settings, vector, pictograms, limited
        self._vlms: dict[str, Factory[VlmEngine]] = {OFFLINE: lambda _: OfflineEngine()}
        self._image_engines: dict[str, Factory[ImageEngine]] = {VECTOR: lambda _: vector}
        self._guards: dict[str, _Guards] = {}
        self.unpriced: set[str] = set()

    async def open(self, stack: AsyncExitStack) -> None:
        """Open the connections."""
        settings = self._settings
        trust = trusting(settings.ca_bundle)
        pool = await stack.enter_async_context(UpstreamPool(ssl_context=trust, proxies=settings.proxies))
        downloader = await stack.enter_async_context(
            Downloader(allowed=_plain_origins(settings.base_urls), ssl_context=trust, proxies=settings.proxies)
        )
        for provider in PROVIDERS:
            if provider.setting in settings.available:
                self._add(provider, pool, settings.keys.get(provider.key_setting, ""), downloader)
        if settings.local_model is not None:
            await self._add_local(stack, settings.local_model)
        for name in {link.provider for link in settings.vlm_chain} - self._vlms.keys():
            self._vlms[name] = await open_installed(stack, VLM_GROUP, name, settings.environ, self.unpriced)
            self._guards.setdefault(name, _guards(name))
        named = {link.provider for link in (*settings.image_chain, settings.pictograms) if link}
        for name in named - self._image_engines.keys() - {ILLUSTRATED}:
            self._image_engines[name] = await open_installed(stack, IMAGES_GROUP, name, settings.environ, self.unpriced)
            self._guards.setdefault(name, _guards(name))
        illustrated = IllustratedEngine(self._vector, self._pictogram_painter(), self._pictograms)
        self._image_engines[ILLUSTRATED] = lambda _: illustrated

    def breakers(self) -> dict[str, Breaker]:
        """The breaker of each engine that is called over a network."""
        return {name: guards.breaker for name, guards in self._guards.items()}

    def vlm_factories(self) -> dict[str, VlmFactory]:
        """What makes the engines of each provider for the models that requests name."""
        return {name: self._vlm_factory(name) for name in self._vlms if name != OFFLINE}

    def chosen_vlm(self) -> VlmEngine:
        """The configured engine with its fallbacks behind it."""
        names = self._settings.vlm_chain
        engines = [self._vlm(name, has_fallback=name is not names[-1]) for name in names]
        return engines[0] if len(engines) == 1 else FallbackVlm(*engines)

    def chosen_images(self, model: str | None) -> ImageEngine:
        """The configured engine with this model, or its default one, and its fallbacks behind it."""
        names = (EngineName(self._settings.images.provider, model), *self._settings.image_fallback)
        engines = [self._images(name, has_fallback=name is not names[-1]) for name in names]
        return engines[0] if len(engines) == 1 else FallbackImages(*engines)

    def image_factories(self) -> dict[str, ImageFactory]:
        """What makes the image engines that requests may name; the configured one has its fallbacks behind it."""
        return {name: self._image_factory(name) for name in self._image_engines}

    def named_by_model(self) -> str | None:
        """The engine that a request means which names an image model alone, as the reference has it.

        It is Kie's where the operator chose it, or chose none and set its key.
        """
        has_kie, chosen = KIE in self._image_engines, self._settings.images.provider
        return KIE if has_kie and (chosen == KIE or not self._settings.images_chosen) else None

    def _add(self, provider: Provider, pool: UpstreamPool, key: str, downloader: Downloader) -> None:
        """A built-in provider: its models for words and, under a name of their own, those for pictures."""
        engines, name, images = provider.engines(), provider.name, provider.images_name
        upstream = engines.upstream(pool, key=key, base_url=self._settings.base_urls[name])
        self._guards[name] = _guards(upstream.provider)
        self._guards[images] = _guards(upstream.provider, self._starts(images, provider.image_limit))
        chosen = self._settings.vlm
        usual = chosen.model if chosen.provider == name else None
        tuning = self._settings.tuning
        self._vlms[name] = lambda model: engines.vlm(upstream, model or _default_model(name, VLM_HINT, usual), tuning)
        self._image_engines[images] = lambda model: engines.images(
            upstream, downloader, model or _default_model(images, IMAGE_HINT)
        )

    def _starts(self, engine: str, limit: StartLimit | None) -> Starts | None:
        return None if limit is None else self._limited(engine, limit)

    async def _add_local(self, stack: AsyncExitStack, path: Path) -> None:
        """The model in a file; its process is started with the first question."""
        from pb_adapters.providers.local.engine import LocalVlm  # noqa: PLC0415 - loaded where it is set up

        engine = await stack.enter_async_context(LocalVlm(path, self._settings.tuning))
        await engine.check()

        def of(model: str | None) -> VlmEngine:
            if model not in {None, engine.model}:
                raise InvalidRequest(f"the only model of {local.NAME} on this server is {engine.model}")
            return engine

        self._vlms[local.NAME] = of
        self._guards[local.NAME] = _guards("The local model")

    def _pictogram_painter(self) -> ImageEngine | None:
        """Who paints pictograms: the one that is named, else the first that is set up and has a default model."""
        able = (EngineName(name) for name in self._image_engines if name != VECTOR and default_model(name))
        named = self._settings.pictograms or next(able, None)
        return None if named is None else self._images(named, has_fallback=False)

    def _vlm_factory(self, provider: str) -> VlmFactory:
        return lambda model: self._vlm(EngineName(provider, model), has_fallback=False)

    def _image_factory(self, provider: str) -> ImageFactory:
        configured = self._settings.images
        if provider == configured.provider:
            return lambda model: self.chosen_images(model or configured.model)
        return lambda model: self._images(EngineName(provider, model), has_fallback=False)

    def _vlm(self, name: EngineName, *, has_fallback: bool) -> VlmEngine:
        engine, guards = self._vlms[name.provider](name.model), self._guards.get(name.provider)
        if guards is None:
            return engine
        return ResilientVlm(TunedVlm(engine, self._settings.tuning), guards.of(has_fallback=has_fallback))

    def _images(self, name: EngineName, *, has_fallback: bool) -> ImageEngine:
        engine, guards = self._image_engines[name.provider](name.model), self._guards.get(name.provider)
        return ResilientImages(engine, guards.of(has_fallback=has_fallback)) if guards else engine


def _limited(_: str, limit: StartLimit) -> Starts:
    return Limiter(limit.calls, limit.seconds)


def _guards(provider: str, limiter: Starts | None = None) -> _Guards:
    breaker = Breaker(provider)
    return _Guards(
        breaker=breaker,
        last=UpstreamGuard(breaker, limiter=limiter),
        before_fallback=UpstreamGuard(breaker, limiter=limiter, policy=BEFORE_FALLBACK),
    )


def _default_model(provider: str, hint: str, configured: str | None = None) -> str:
    """The catalog's default, else the one that is configured; raises ``InvalidRequest`` where there is neither."""
    model = default_model(provider) or configured
    if model is None:
        raise InvalidRequest(f"{provider} has no default model on this server: {hint}")
    return model


def _plain_origins(base_urls: Mapping[str, str]) -> frozenset[str]:
    """Origins that an operator set to plain http, such as fake providers; results may come from there."""
    parts = (urlsplit(url) for url in base_urls.values())
    return frozenset(f"http://{part.netloc}" for part in parts if part.scheme == "http")
