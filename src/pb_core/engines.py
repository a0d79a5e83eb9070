"""Engines: the configured model and image engines, and how a request's overrides choose among them."""

from collections.abc import Callable, Collection, Mapping

from pb_core.errors import EngineMisconfigured, InvalidRequest
from pb_core.ports.composite import Composer
from pb_core.ports.images import ImageEngine
from pb_core.ports.plots import PlotEngine
from pb_core.ports.typefaces import Typefaces
from pb_core.ports.vlm import VlmEngine
from pb_core.requests import ModelChoice
from pb_core.rules import require_model_name

VlmFactory = Callable[[str | None], VlmEngine]
"""Makes a provider's engine for a model name, or for its default model."""

ImageFactory = Callable[[str], ImageEngine]
"""Makes the configured provider's image engine for another of its models."""

KEY_SETTINGS = {
    "gemini": "GEMINI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "kie": "KIE_API_KEY",
    "apimart": "APIMART_API_KEY",
}
"""The key of each model provider, in the order in which they are chosen by key."""

IMAGE_KEY_SETTINGS = {
    "gemini_image": "GEMINI_API_KEY",
    "openrouter_image": "OPENROUTER_API_KEY",
    "kie_imagen": "KIE_API_KEY",
    "apimart_image": "APIMART_API_KEY",
}
"""The key of each image provider, in the order in which they are chosen by key."""


def preferred(configured: str | None, settings: Mapping[str, str], keys: Collection[str], built_in: str) -> str:
    """The provider to use: the configured one, else the first in ``settings`` that has a key, else the built-in one.

    ``settings`` names the key of each provider, ``keys`` are the settings that are filled in. Raises
    ``EngineMisconfigured`` for a configured provider that is unknown or has no key.
    """
    if configured is None:
        return next((provider for provider, key in settings.items() if key in keys), built_in)
    if configured == built_in or settings.get(configured) in keys:
        return configured
    if configured in settings:
        message = f"the provider {configured} is configured, but it has no key: set {settings[configured]}"
    else:
        message = f"there is no provider {configured!r}: choose one of {', '.join((*settings, built_in))}"
    raise EngineMisconfigured(message)


class Engines:
    """The engines of one installation: defaults, and the providers that requests may switch to.

    ``plots`` and ``composer`` may be left out by those who need neither; then such requests are refused.
    ``image_models`` makes engines for the image models that requests may choose. ``typefaces`` says which characters
    the engines that set text can draw; without it, that shows when they draw.
    """

    def __init__(
        self,
        *,
        vlm: VlmEngine,
        images: ImageEngine,
        plots: PlotEngine | None = None,
        composer: Composer | None = None,
        providers: Mapping[str, VlmFactory] | None = None,
        image_models: ImageFactory | None = None,
        typefaces: Typefaces | None = None,
    ) -> None:
        self.images, self.typefaces = images, typefaces
        self._image_models = image_models
        self._vlm, self._plots, self._composer = vlm, plots, composer
        self._providers = dict(providers or {})

    @property
    def plots(self) -> PlotEngine:
        """The engine that draws plots; raises ``InvalidRequest`` if there is none."""
        if self._plots is None:
            message = "statistical plots are not available here: no plot engine is configured"
            raise InvalidRequest(message)
        return self._plots

    @property
    def composer(self) -> Composer:
        """The engine that puts panels together; raises ``InvalidRequest`` if there is none."""
        if self._composer is None:
            message = "composites are not available here: no composer is configured"
            raise InvalidRequest(message)
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
            setting = KEY_SETTINGS.get(provider, "its API key")
            message = (
                f"vlm_provider '{provider}' is not available on this server: "
                f"set {setting} on the server or leave vlm_provider and vlm_model out"
            )
        raise InvalidRequest(message)

    def images_for(self, choice: ModelChoice) -> ImageEngine:
        """The image engine for a request; raises ``InvalidRequest`` where its model cannot be chosen."""
        model = choice.image_model
        if model is None or model == self.images.model:
            return self.images
        require_model_name("image_model", model)
        if self._image_models is None:
            message = (
                f"image_model cannot be chosen with the image engine '{self.images.provider}' of this server: "
                "leave image_model out"
            )
            raise InvalidRequest(message)
        return self._image_models(model)
