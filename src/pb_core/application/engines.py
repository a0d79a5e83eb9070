"""Engines: the configured ones, how a request's overrides choose among them, and fallbacks.

A fallback is several engines behind one, each asked only if those before it certainly cost nothing.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec.structs import replace

from pb_core.application.painting import painters_request
from pb_core.domain.billing import Usage
from pb_core.domain.request_rules import require_model_name
from pb_core.domain.requests import ModelChoice
from pb_core.errors import BadAnswer, Billed, BlindEngine, EngineError, EngineMisconfigured, InvalidRequest
from pb_core.ports.composites import Composer
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, ImageEngine, Submission
from pb_core.ports.plots import PlotEngine
from pb_core.ports.typefaces import Typefaces
from pb_core.ports.vlm import VlmEngine, VlmReply, VlmRequest, estimate, is_rule_based, plan_form

ARROW = " > "
"""Stands between the engines of a chain in a step's record."""


class Named(Protocol):
    """What names an engine."""

    @property
    def provider(self) -> str:
        """The provider's name."""

    @property
    def model(self) -> str:
        """The model's name."""


def name_of(engine: Named) -> str:
    """``provider/model``, for a chain those of all its engines, as step records have it."""
    if isinstance(engine, FallbackVlm | FallbackImages):
        return ARROW.join(name_of(member) for member in engine.engines)
    return f"{engine.provider}/{engine.model}"


def engines_of(engine: VlmEngine) -> tuple[VlmEngine, ...]:
    """The engines that may answer for this one, in the order in which they are asked."""
    return engine.engines if isinstance(engine, FallbackVlm) else (engine,)


class FallbackVlm:
    """A ``VlmEngine`` that asks one engine after the other until one answers; the first gives it its name.

    It moves on only when the error is certainly not billed. Pictures are shown only to engines that see.
    """

    def __init__(self, first: VlmEngine, *others: VlmEngine) -> None:
        self.engines = (first, *others)
        self.provider, self.model = first.provider, first.model
        self.sees_images = any(engine.sees_images for engine in self.engines)
        self.rule_based = all(map(is_rule_based, self.engines))
        self.plan_form = plan_form(first)

    def estimate(self, request: VlmRequest, /) -> int:
        """What an answer costs at most: one engine is paid, and the dearest may be it."""
        return max(estimate(engine, request) for engine in self.engines)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request; ``usage.engine`` says who did."""
        able = [engine for engine in self.engines if engine.sees_images or not request.images]
        if not able:
            raise BlindEngine(f"None of the engines {name_of(self)} can see pictures")

        async def call(number: int) -> VlmReply:
            reply = await able[number].complete(request)
            return replace(reply, usage=_by(able[number], reply.usage))

        return await _first_of(able, range(len(able)), call)


class FallbackImages:
    """An ``ImageEngine`` that asks one engine after the other until one draws; the first gives it its name.

    It makes the formats that all of them make. A job id is kept with the place of its engine in the chain, so that
    a resumed call goes on with that one. Each engine is asked for ratio and resolution as it makes them.
    """

    def __init__(self, first: ImageEngine, *others: ImageEngine) -> None:
        self.engines = (first, *others)
        self.provider, self.model = first.provider, first.model

    @property
    def capabilities(self) -> ImageCapabilities:
        """The formats that all engines make, the resolutions that the first one takes."""
        first = self.engines[0].capabilities
        able = [engine.capabilities for engine in self.engines]
        return replace(
            first,
            formats=tuple(fmt for fmt in first.formats if all(fmt in one.formats for one in able)),
            exports=tuple(fmt for fmt in first.exports if all(fmt in one.exports for one in able)),
        )

    def estimate(self, request: DrawRequest, /) -> int:
        """What a picture costs at most: one engine is paid, and the dearest may be it."""
        return max(estimate(engine, _fit(request, engine)) for engine in self.engines)

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Draw one picture; ``usage.engine`` says who did."""
        start, resumed = _place(submission.provider_ref)

        async def call(number: int) -> DrawReply:
            engine = self.engines[number]
            own = _OwnSubmission(submission, number, resumed if number == start else None)
            reply = await engine.draw(_fit(request, engine), own)
            return replace(reply, usage=_by(engine, reply.usage))

        return await _first_of(self.engines, range(start, len(self.engines)), call)


class _OwnSubmission:
    """The submission of one engine in a chain."""

    def __init__(self, submission: Submission, number: int, provider_ref: str | None) -> None:
        self._submission, self._number, self.provider_ref = submission, number, provider_ref
        self.key = submission.key and f"{submission.key}:{number}"

    async def submitted(self, provider_ref: str) -> None:
        """Commit the job id together with the engine's place."""
        await self._submission.submitted(f"{self._number}:{provider_ref}")
        self.provider_ref = provider_ref


Reply = TypeVar("Reply")


async def _first_of(engines: Sequence[Named], places: range, call: Callable[[int], Awaitable[Reply]]) -> Reply:
    failures: list[tuple[str, EngineError]] = []
    for place in places:
        try:
            return await call(place)
        except EngineError as error:
            failures.append((name_of(engines[place]), error))
            if error.billed is not Billed.NO:
                break
    raise _error_of_chain(failures, asked_all=len(failures) == len(places)) from failures[-1][1]


def _error_of_chain(failures: list[tuple[str, EngineError]], *, asked_all: bool) -> EngineError:
    """The last error, with a sentence about the whole chain; where any engine may answer later, so may the chain."""
    last = failures[-1][1]
    if isinstance(last, BadAnswer) and last.billed is not Billed.NO:
        return last  # its sentence is told the model that is asked to mend the answer
    sentence = "; then ".join(f"{name}: {error}" for name, error in failures) if len(failures) > 1 else str(last)
    if not asked_all:
        sentence = f"{sentence.rstrip('.')}. It may have been billed, so no other engine was asked"
    if sentence == str(last):
        return last
    may_pass = last.billed is Billed.NO and any(error.retryable for _, error in failures)
    error = type(last)(
        sentence, retryable=may_pass or last.retryable, billed=last.billed, retry_after=_shortest(failures)
    )
    error.in_outage, error.said = last.in_outage, last.said
    return error


def _shortest(failures: list[tuple[str, EngineError]]) -> float | None:
    """How long the first engine that may answer later wants to be left alone; ``None`` where one does not say."""
    waits = [error.retry_after for _, error in failures if error.retryable]
    known = [wait for wait in waits if wait is not None]
    return min(known) if len(known) == len(waits) and known else None


def _place(provider_ref: str | None) -> tuple[int, str | None]:
    if provider_ref is None:
        return 0, None
    number, _, own = provider_ref.partition(":")
    return int(number), own


def _fit(request: DrawRequest, engine: ImageEngine) -> DrawRequest:
    fitted = painters_request(request, engine)
    known = fitted.resolution is None or fitted.resolution in engine.capabilities.resolutions
    return fitted if known else replace(fitted, resolution=None)


def _by(engine: Named, usage: Usage) -> Usage:
    return replace(usage, engine=usage.engine or name_of(engine))


VlmFactory = Callable[[str | None], VlmEngine]
"""Makes a provider's engine for a model name, or for its default model."""

ImageFactory = Callable[[str | None], ImageEngine]
"""Makes an image engine for a model name, or for its default model."""


def preferred(configured: str | None, settings: Mapping[str, str], keys: Collection[str], built_in: str) -> str:
    """The provider to use: the configured one, else the first in ``settings`` that is set up, else the built-in one.

    ``settings`` names what sets up each provider, ``keys`` are the settings that are filled in. Raises
    ``EngineMisconfigured`` for a configured provider that is unknown or not set up.
    """
    if configured is None:
        return next((provider for provider, key in settings.items() if key in keys), built_in)
    if configured == built_in or settings.get(configured) in keys:
        return configured
    if configured in settings:
        message = f"the provider {configured} is configured, but it is not set up: set {settings[configured]}"
    else:
        message = f"there is no provider {configured!r}: choose one of {', '.join((*settings, built_in))}"
    raise EngineMisconfigured(message)


def draws_as(engine: Named, name: str) -> bool:
    """Whether an engine is the one, in whatever version, that a step record names; of a chain, whether one is."""
    providers = {member.partition("/")[0] for member in name_of(engine).split(ARROW)}
    return name.partition("/")[0] in providers


class Engines:
    """The engines of one installation: defaults, and the providers that requests may switch to.

    ``plots`` and ``composer`` may be left out by those who need neither; then such requests are refused.
    ``painters`` are the image engines that requests may switch to; a request that names an image model alone means the
    one that ``image_models`` names. ``typefaces`` says which characters the engines that set text can draw; without it,
    that shows when they draw. ``key_settings`` names the setting of each provider's key. ``unpriced`` are providers
    whose engines state no bound of what a call costs, so that they count as free.
    """

    def __init__(  # noqa: PLR0913 - the engines and what requests may choose
        self,
        *,
        vlm: VlmEngine,
        images: ImageEngine,
        plots: PlotEngine | None = None,
        composer: Composer | None = None,
        providers: Mapping[str, VlmFactory] | None = None,
        painters: Mapping[str, ImageFactory] | None = None,
        image_models: str | None = None,
        typefaces: Typefaces | None = None,
        key_settings: Mapping[str, str] | None = None,
        unpriced: Collection[str] = (),
    ) -> None:
        self.images, self.typefaces, self.unpriced = images, typefaces, unpriced
        self._painters, self._image_models = dict(painters or {}), image_models
        self._vlm, self._plots, self._composer = vlm, plots, composer
        self._providers, self._key_settings = dict(providers or {}), dict(key_settings or {})

    @property
    def plots(self) -> PlotEngine:
        """The engine that draws plots; raises ``InvalidRequest`` if there is none."""
        if self._plots is None:
            raise InvalidRequest("statistical plots are not available here: no plot engine is configured")
        return self._plots

    @property
    def composer(self) -> Composer:
        """The engine that puts panels together; raises ``InvalidRequest`` if there is none."""
        if self._composer is None:
            raise InvalidRequest("composites are not available here: no composer is configured")
        return self._composer

    def vlm(self, choice: ModelChoice) -> VlmEngine:
        """The model engine for a request; raises ``InvalidRequest`` naming what to set or leave out.

        ``vlm_model`` alone keeps the provider; ``vlm_provider`` alone takes that provider's default.
        """
        if choice.vlm_provider is None and choice.vlm_model is None:
            return self._vlm
        provider = choice.vlm_provider or self._vlm.provider
        if choice.vlm_model is not None:
            require_model_name("vlm_model", choice.vlm_model, provider)
        if provider in self._providers:
            return self._providers[provider](choice.vlm_model)
        if provider == self._vlm.provider and choice.vlm_model in {None, self._vlm.model}:
            return self._vlm
        if choice.vlm_provider is None:
            message = f"vlm_model cannot be chosen with the engine '{provider}' of this server: leave vlm_model out"
        else:
            setting = self._key_settings.get(provider, "its API key")
            message = (
                f"vlm_provider '{provider}' is not available on this server: "
                f"set {setting} on the server or leave vlm_provider and vlm_model out"
            )
        raise InvalidRequest(message)

    def drawer(self, recorded: str) -> ImageEngine:
        """The engine that a step record names, where requests may choose it; else the configured one."""
        provider = recorded.partition("/")[0]
        if provider == self.images.provider or provider not in self._painters:
            return self.images
        return self._painters[provider](None)

    @property
    def takes_image_models(self) -> bool:
        """Whether a request may name an image model alone."""
        return self._image_models is not None

    @property
    def planners(self) -> tuple[str, ...]:
        """The providers of models that answer, the configured one first; requests may name the others."""
        return tuple(dict.fromkeys((self._vlm.provider, *self._providers)))

    @property
    def painters(self) -> tuple[str, ...]:
        """The image engines that requests may name, the configured one first."""
        return tuple(dict.fromkeys((self.images.provider, *self._painters)))

    def images_for(self, choice: ModelChoice) -> ImageEngine:
        """The image engine for a request; raises ``InvalidRequest`` where it or its model cannot be chosen.

        A model that is named alone means the engine whose models requests may choose so, where there is one.
        """
        model = choice.image_model
        provider = choice.image_provider or (self._image_models if model else None) or self.images.provider
        if provider == self.images.provider and model in {None, self.images.model}:
            return self.images
        if model is not None:
            require_model_name("image_model", model)
        if provider in self._painters:
            return self._painters[provider](model)
        if provider == self.images.provider:
            raise InvalidRequest(
                f"image_model cannot be chosen with the image engine '{provider}' of this server: leave image_model out"
            )
        setting = self._key_settings.get(provider, "its API key")
        raise InvalidRequest(
            f"image_provider '{provider}' is not available on this server, which has {', '.join(self.painters)}: "
            f"set {setting} on the server or leave image_provider out"
        )
