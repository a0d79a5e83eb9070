"""Engines: the configured model and image engines, and how a request's overrides choose among them."""

from collections.abc import Callable, Mapping

from pb_core.errors import InvalidRequest
from pb_core.ports.composite import Composer
from pb_core.ports.images import ImageEngine
from pb_core.ports.plots import PlotEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.requests import ModelChoice

VlmFactory = Callable[[str | None], VlmEngine]
"""Makes a provider's engine for a model name, or for its default model."""

KEY_SETTINGS = {
    "gemini": "GEMINI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "kie": "KIE_API_KEY",
    "apimart": "APIMART_API_KEY",
}


class Engines:
    """The engines of one installation: defaults, and the providers that requests may switch to.

    ``plots`` and ``composer`` may be left out by those who need neither; then such requests are refused.
    """

    def __init__(
        self,
        *,
        vlm: VlmEngine,
        images: ImageEngine,
        plots: PlotEngine | None = None,
        composer: Composer | None = None,
        providers: Mapping[str, VlmFactory] | None = None,
    ) -> None:
        self.images = images
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
