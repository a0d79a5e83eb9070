"""Which engines the settings choose: named, with their fallbacks, or by the keys that are there."""

from collections.abc import Mapping
from importlib.metadata import entry_points

from msgspec import Struct

from pb_adapters.drawing.diagrams.illustrated import ILLUSTRATED
from pb_adapters.providers import local
from pb_adapters.providers.catalog import IMAGE_KEY_SETTINGS, KEY_SETTINGS
from pb_core.application.engines import preferred
from pb_core.application.model_catalog import default_model
from pb_core.errors import EngineMisconfigured
from pb_http.environment import PREFIX, Reader, model

OFFLINE, VECTOR = "offline", "vector"
OURS = frozenset({VECTOR, ILLUSTRATED})
"""The image engines that are there without a key."""

VLM_SETTINGS: Mapping[str, str] = {**KEY_SETTINGS, local.NAME: local.MODEL_SETTING}
"""What sets up each engine for words: a key, an address, or a file."""

ENGINE_SETTINGS: Mapping[str, str] = {**VLM_SETTINGS, **IMAGE_KEY_SETTINGS}
"""What sets up each engine that a request may name."""

VLM_GROUP, IMAGES_GROUP = "paperbanana.vlm", "paperbanana.images"
"""Entry points under which other distributions install providers."""


class EngineName(Struct, frozen=True):
    """A provider and, if one is named, its model."""

    provider: str
    model: str | None = None


class EngineKind(Struct, frozen=True):
    """Engines that are chosen alike.

    ``name`` is that of their settings; ``keys`` says what sets up each; ``group`` holds those that other distributions
    install. ``by_key``: where none is configured, the first that is set up is taken, else the built-in one is.
    """

    name: str
    keys: Mapping[str, str]
    built_in: str
    group: str
    by_key: bool = True
    others: frozenset[str] = frozenset()
    """Built-in ones beside the first."""


VLM = EngineKind("VLM", VLM_SETTINGS, OFFLINE, VLM_GROUP)
IMAGE = EngineKind("IMAGE", IMAGE_KEY_SETTINGS, VECTOR, IMAGES_GROUP, by_key=False, others=OURS)


class EngineChoice:
    """Chooses engines among those that have a key and those that other distributions install."""

    def __init__(self, reader: Reader, available: frozenset[str], kind: EngineKind) -> None:
        self._reader, self._available_settings, self._kind = reader, available, kind
        self._installed = frozenset(entry_points(group=kind.group).names) - {*kind.keys, kind.built_in, *kind.others}

    @property
    def is_configured(self) -> bool:
        """Whether an engine is named by its setting."""
        return bool(self._reader.raw(f"{PREFIX}{self._kind.name}_PROVIDER").strip())

    def is_foreign(self, name: EngineName) -> bool:
        """Whether another distribution brings this engine."""
        return name.provider in self._installed

    def chosen(self) -> EngineName:
        """The engine of ``PAPERBANANA_{kind}_PROVIDER`` and ``…_MODEL``, else by the keys that are there."""
        kind = self._kind
        configured = self._reader.read(f"{kind.name}_PROVIDER", str, None)
        try:
            provider = self._available(configured)
        except EngineMisconfigured as error:
            self._reader.faults.append(f"{PREFIX}{kind.name}_PROVIDER: {error}")
            return EngineName(kind.built_in)
        name = self._reader.read(f"{kind.name}_MODEL", model, None)
        if name is not None and provider in {kind.built_in, *kind.others}:
            needed = f"{PREFIX}{kind.name}_MODEL needs {PREFIX}{kind.name}_PROVIDER"
            self._reader.faults.append(f"{needed}: the engine {provider} has no models")
            name = None
        if name is not None and provider == local.NAME:
            self._reader.faults.append(f"{PREFIX}{kind.name}_MODEL: {provider} has the model of {local.MODEL_SETTING}")
        if name is None and self._needs_model(provider):
            self._reader.faults.append(
                f"{PREFIX}{kind.name}_MODEL is not set, and {provider} has no default model: name one that the server "
                "has (`pb models list` shows them)"
            )
        return EngineName(provider, name)

    def painter(self, text: str) -> EngineName:
        """A painter by name, perhaps with a model: ``provider`` or ``provider:model``."""
        if text in self._kind.others:
            raise ValueError(f"names '{text}', which paints nothing: name a painter such as gemini_image")
        return self._link(text)

    def fallback(self) -> tuple[EngineName, ...]:
        """The engines of ``PAPERBANANA_{kind}_FALLBACK``: ``provider`` or ``provider:model``, separated by commas."""
        return self._reader.read(f"{self._kind.name}_FALLBACK", self._chain, ())

    def _chain(self, text: str) -> tuple[EngineName, ...]:
        return tuple(self._link(part.strip()) for part in text.split(","))

    def _link(self, text: str) -> EngineName:
        provider, colon, name = text.partition(":")
        try:
            self._available(provider)
        except EngineMisconfigured as error:
            raise ValueError(f"names '{provider[:40]}': {error}") from error
        if not colon and self._needs_model(provider):
            raise ValueError(f"names '{provider}' without a model, and it has no default: write {provider}:model")
        return EngineName(provider, model(name) if colon else None)

    def _needs_model(self, provider: str) -> bool:
        """Whether a model must be named, since there is no default."""
        return provider in self._kind.keys and provider != local.NAME and default_model(provider) is None

    def _available(self, provider: str | None) -> str:
        kind = self._kind
        if provider is not None and (provider in self._installed or provider in kind.others):
            return provider
        if provider is None and not kind.by_key:
            return kind.built_in
        try:
            return preferred(provider, kind.keys, self._available_settings, kind.built_in)
        except EngineMisconfigured as error:
            if provider in kind.keys:
                raise
            raise EngineMisconfigured(
                f"{error}; installed besides: {', '.join(sorted(self._installed)) or 'none'}"
            ) from error
