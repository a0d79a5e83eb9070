"""The settings of model providers: keys, addresses, which engine is used, its fallbacks and what it may cost."""

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from pb_adapters.upstream.checks import check_base_url, check_key, check_model
from pb_core.engines import IMAGE_KEY_SETTINGS, KEY_SETTINGS, preferred
from pb_core.errors import EngineMisconfigured
from pb_core.spending import Caps
from pb_http.settings.reading import PREFIX, Reader, dollars, flag

OFFLINE, VECTOR = "offline", "vector"
BASE_URLS = {
    "gemini": "https://generativelanguage.googleapis.com",
    "openrouter": "https://openrouter.ai/api/v1",
    "kie": "https://api.kie.ai",
    "apimart": "https://api.apimart.ai",
}
"""Where each provider is, as its setting spells it."""

_GOOGLE = "GOOGLE_API_KEY"


class EngineName(Struct, frozen=True):
    """A provider and, if one is named, its model."""

    provider: str
    model: str | None = None


class ProviderSettings(Struct, frozen=True, kw_only=True):
    """Which engines are used; ``keys`` by the names of their settings, ``base_urls`` by provider.

    ``vlm`` and ``images`` are the engines for requests that choose none; the fallbacks follow them in order.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    base_urls: Mapping[str, str] = field(default_factory=BASE_URLS.copy)
    vlm: EngineName = EngineName(OFFLINE)
    images: EngineName = EngineName(VECTOR)
    vlm_fallback: tuple[EngineName, ...] = ()
    image_fallback: tuple[EngineName, ...] = ()
    caps: Caps = Caps()
    probe_vision: bool = True

    def __repr__(self) -> str:
        """Without the keys."""
        return f"ProviderSettings(vlm={self.vlm!r}, images={self.images!r}, …)"


def read_providers(reader: Reader) -> ProviderSettings:
    """Read the settings; what is wrong is added to the reader's faults."""
    keys = _keys(reader)
    engines = _Engines(reader, keys)
    return ProviderSettings(
        keys=keys,
        base_urls={name: reader.read(f"{name.upper()}_BASE_URL", _url, url) for name, url in BASE_URLS.items()},
        vlm=engines.chosen("VLM", KEY_SETTINGS, OFFLINE),
        images=engines.chosen("IMAGE", IMAGE_KEY_SETTINGS, VECTOR),
        vlm_fallback=engines.fallback("VLM", KEY_SETTINGS, OFFLINE),
        image_fallback=engines.fallback("IMAGE", IMAGE_KEY_SETTINGS, VECTOR),
        caps=Caps(
            task_micros=reader.read("MAX_COST_PER_TASK", dollars, None),
            key_day_micros=reader.read("MAX_COST_PER_KEY_AND_DAY", dollars, None),
            day_micros=reader.read("MAX_COST_PER_DAY", dollars, None),
        ),
        probe_vision=reader.read("VISION_PROBE", flag, default=True),
    )


def _keys(reader: Reader) -> dict[str, str]:
    keys = {}
    for setting in dict.fromkeys(KEY_SETTINGS.values()):
        text = reader.raw(setting) or (reader.raw(_GOOGLE) if setting == "GEMINI_API_KEY" else "")
        if not text:
            continue
        try:
            keys[setting] = check_key(setting, text)
        except ValueError as error:
            reader.faults.append(str(error))
    return keys


class _Engines:
    """Chooses engines among those that have a key."""

    def __init__(self, reader: Reader, keys: Mapping[str, str]) -> None:
        self._reader, self._keys = reader, keys

    def chosen(self, kind: str, settings: Mapping[str, str], built_in: str) -> EngineName:
        """The engine of ``PAPERBANANA_{kind}_PROVIDER`` and ``…_MODEL``, else by the keys that are there."""
        configured = self._reader.read(f"{kind}_PROVIDER", str, None)
        try:
            provider = preferred(configured, settings, self._keys.keys(), built_in)
        except EngineMisconfigured as error:
            self._reader.faults.append(f"{PREFIX}{kind}_PROVIDER: {error}")
            return EngineName(built_in)
        model = self._reader.read(f"{kind}_MODEL", _model, None)
        if model is not None and provider == built_in:
            name = f"{PREFIX}{kind}"
            self._reader.faults.append(f"{name}_MODEL needs a provider: the engine {built_in} has no models")
            model = None
        return EngineName(provider, model)

    def fallback(self, kind: str, settings: Mapping[str, str], built_in: str) -> tuple[EngineName, ...]:
        """The engines of ``PAPERBANANA_{kind}_FALLBACK``: ``provider`` or ``provider:model``, separated by commas."""
        return self._reader.read(f"{kind}_FALLBACK", self._chain(settings, built_in), ())

    def _chain(self, settings: Mapping[str, str], built_in: str) -> Callable[[str], tuple[EngineName, ...]]:
        def parse(text: str) -> tuple[EngineName, ...]:
            return tuple(self._link(part.strip(), settings, built_in) for part in text.split(","))

        return parse

    def _link(self, text: str, settings: Mapping[str, str], built_in: str) -> EngineName:
        provider, colon, model = text.partition(":")
        try:
            preferred(provider, settings, self._keys.keys(), built_in)
        except EngineMisconfigured as error:
            message = f"names '{provider[:40]}': {error}"
            raise ValueError(message) from error
        return EngineName(provider, _model(model) if colon else None)


def _url(text: str) -> str:
    return _after_name(check_base_url, text)


def _model(text: str) -> str:
    return _after_name(check_model, text)


def _after_name(check: Callable[[str, str], str], text: str) -> str:
    """Run a check that names the setting itself; the reader names it too."""
    try:
        return check("", text)
    except ValueError as error:
        raise ValueError(str(error).strip().rstrip(".")) from error
