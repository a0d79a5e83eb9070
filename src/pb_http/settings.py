"""Settings: everything that is configured, the model providers included, read from the environment once, at start."""

from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.illustrated import ILLUSTRATED
from pb_adapters.providers import local
from pb_adapters.providers.catalog import IMAGE_KEY_SETTINGS, KEY_SETTINGS, PROVIDERS, Provider
from pb_adapters.providers.openai_compatible import SEES_IMAGES_SETTING
from pb_adapters.upstream.proxies import Proxies, proxies_of
from pb_adapters.upstream.setting_checks import check_base_url, check_key
from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.application.engines import preferred
from pb_core.application.model_catalog import default_model
from pb_core.domain.billing import Caps
from pb_core.domain.webhooks import RETRY_DELAYS
from pb_core.errors import EngineMisconfigured
from pb_http.environment import (
    PREFIX,
    Reader,
    admin_key,
    base_url,
    ca_bundle,
    deadline,
    delays,
    dollars,
    effort,
    flag,
    model,
    model_file,
    one_of,
    origins,
    plan_form,
    seconds,
    temperature,
    unavailable,
    whole,
)

OFFLINE, VECTOR = "offline", "vector"
OURS = frozenset({VECTOR, ILLUSTRATED})
"""The image engines that are there without a key."""
BASE_URLS = {provider.name: provider.base_url for provider in PROVIDERS}
"""Where each provider is, as its setting spells it."""

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


class ProviderSettings(Struct, frozen=True, kw_only=True):
    """Which engines are used; ``keys`` by the names of their settings, ``base_urls`` by provider.

    ``vlm`` and ``images`` are the engines for requests that choose none; the fallbacks follow them in order.
    ``proxies`` stand before providers, ``ca_bundle`` names authorities to trust besides the public ones.
    ``images_chosen`` says that the server's operator named the image engine. ``pictograms`` is who paints those of
    illustrated diagrams, ``None`` the first painter that is set up.
    ``environ`` is what installed providers read their own settings from; it is empty where none is chosen.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    base_urls: Mapping[str, str] = field(default_factory=BASE_URLS.copy)
    vlm: EngineName = EngineName(OFFLINE)
    images: EngineName = EngineName(VECTOR)
    images_chosen: bool = False
    pictograms: EngineName | None = None
    vlm_fallback: tuple[EngineName, ...] = ()
    image_fallback: tuple[EngineName, ...] = ()
    caps: Caps = Caps()
    probe_vision: bool = True
    tuning: VlmTuning = VlmTuning()
    local_model: Path | None = None
    proxies: Proxies = Proxies()
    ca_bundle: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        """Whether there is no provider at all."""
        return not self.available and not self.environ and self.images.provider == VECTOR

    @property
    def available(self) -> frozenset[str]:
        """The settings of the built-in providers that are set up: a key, an address, or the file of a model."""
        found = frozenset(
            provider.setting
            for provider in PROVIDERS
            if (self.base_urls.get(provider.name) if provider.address_setting else provider.key_setting in self.keys)
        )
        return found if self.local_model is None else found | {local.MODEL_SETTING}

    @property
    def vlm_chain(self) -> tuple[EngineName, ...]:
        """The model engine and its fallbacks."""
        return (self.vlm, *self.vlm_fallback)

    @property
    def image_chain(self) -> tuple[EngineName, ...]:
        """The image engine and its fallbacks."""
        return (self.images, *self.image_fallback)

    def __repr__(self) -> str:
        """Without the keys."""
        return f"ProviderSettings(vlm={self.vlm!r}, images={self.images!r}, …)"


def read_providers(reader: Reader) -> ProviderSettings:
    """Read the settings; what is wrong is added to the reader's faults."""
    file = reader.read("LOCAL_MODEL", model_file, None)
    settings = ProviderSettings(keys=_keys(reader), base_urls=_base_urls(reader), local_model=file)
    vlms, images = _Engines(reader, settings.available, _VLM), _Engines(reader, settings.available, _IMAGE)
    settings = replace(
        settings,
        vlm=vlms.chosen(),
        images=images.chosen(),
        images_chosen=images.is_configured,
        pictograms=reader.read("PICTOGRAM_PROVIDER", images.painter, None),
        vlm_fallback=vlms.fallback(),
        image_fallback=images.fallback(),
        caps=Caps(
            task_micros=reader.read("MAX_COST_PER_TASK", dollars, None),
            key_day_micros=reader.read("MAX_COST_PER_KEY_AND_DAY", dollars, None),
            day_micros=reader.read("MAX_COST_PER_DAY", dollars, None),
        ),
        probe_vision=reader.read("VISION_PROBE", flag, default=True),
        tuning=_tuning(reader),
        proxies=_proxies(reader) if settings.available else Proxies(),
        ca_bundle=reader.read("CA_BUNDLE", ca_bundle, None),
    )
    foreign = [vlms.is_foreign(name) for name in settings.vlm_chain]
    foreign += [images.is_foreign(name) for name in settings.image_chain]
    return replace(settings, environ=reader.environ) if any(foreign) else settings


def _proxies(reader: Reader) -> Proxies:
    """The proxies on the way to providers, as every program reads them."""
    try:
        return proxies_of(reader.environ)
    except ValueError as error:
        reader.faults.append(str(error))
        return Proxies()


def _keys(reader: Reader) -> dict[str, str]:
    keys = {}
    for provider in PROVIDERS:
        setting = provider.key_setting
        text = reader.raw(setting) or (reader.raw(provider.other_key_setting) if provider.other_key_setting else "")
        if not text:
            continue
        try:
            keys[setting] = check_key(setting, text)
        except ValueError as error:
            reader.faults.append(str(error))
    return keys


def _base_urls(reader: Reader) -> dict[str, str]:
    return {provider.name: _base_url(reader, provider) for provider in PROVIDERS}


def _base_url(reader: Reader, provider: Provider) -> str:
    if provider.address_setting is None:
        return reader.read(f"{provider.name.upper()}_BASE_URL", base_url, provider.base_url)
    text = reader.raw(provider.address_setting).strip()
    try:
        return check_base_url(provider.address_setting, text) if text else ""
    except ValueError as error:
        reader.faults.append(str(error))
        return ""


def _tuning(reader: Reader) -> VlmTuning:
    usual = VlmTuning()
    limit = reader.read("VLM_TIMEOUT_SECONDS", seconds, None)
    text = reader.raw(SEES_IMAGES_SETTING).strip()
    sees = usual.sees_images
    try:
        sees = flag(text) if text else sees
    except ValueError as error:
        reader.faults.append(f"{SEES_IMAGES_SETTING} {error}")
    return VlmTuning(
        seconds=None if limit is None else limit.total_seconds(),
        max_output_tokens=reader.read("VLM_MAX_OUTPUT_TOKENS", whole(256, 1_000_000), usual.max_output_tokens),
        effort=reader.read("VLM_EFFORT", effort, usual.effort),
        temperature=reader.read("VLM_TEMPERATURE", temperature, usual.temperature),
        sees_images=sees,
        plan_form=reader.read("PLAN_FORM", plan_form, usual.plan_form),
    )


class _Kind(Struct, frozen=True):
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


_VLM = _Kind("VLM", VLM_SETTINGS, OFFLINE, VLM_GROUP)
_IMAGE = _Kind("IMAGE", IMAGE_KEY_SETTINGS, VECTOR, IMAGES_GROUP, by_key=False, others=OURS)


class _Engines:
    """Chooses engines among those that have a key and those that other distributions install."""

    def __init__(self, reader: Reader, available: frozenset[str], kind: _Kind) -> None:
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


class SettingsError(Exception):
    """One or more settings are invalid; the text names each and says what it should be."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one process; ``docs/settings.md`` explains each.

    ``state_dir`` is where the command line keeps its runs; ``None`` is the state folder of the user. ``unknown`` are
    PAPERBANANA_ names that mean nothing.
    """

    admin_key: str | None = None
    data_dir: Path = Path("paperbanana-data")
    state_dir: Path | None = None
    public_url: str | None = None
    providers: ProviderSettings = ProviderSettings()
    image_resolution: str | None = None
    concurrency: int = 4
    lease: timedelta = timedelta(seconds=60)
    deadline: timedelta = timedelta(hours=1)
    webhook_retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    webhook_allow_private_networks: bool = False
    max_body_bytes: int = 64 * 2**20
    plot_max_rows: int = 100_000
    composite_max_pixels: int = 2**28
    composite_max_panel_side: int = 2**14
    cors_origins: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Without any key, so that no log or traceback can show one."""
        return f"Settings(data_dir={str(self.data_dir)!r}, public_url={self.public_url!r}, …)"


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raises ``SettingsError`` naming every invalid one."""
    reader = Reader(environ)
    settings = _read(reader)
    if reader.faults:
        raise SettingsError("; ".join(reader.faults))
    return replace(
        settings, unknown=tuple(sorted(n for n in environ if n.startswith(PREFIX) and n not in reader.known))
    )


def _read(reader: Reader) -> Settings:
    default = Settings()
    for name in ("DATABASE_URL", "ARTIFACTS_URL"):
        reader.read(name, unavailable, None)
    return Settings(
        admin_key=reader.read("ADMIN_KEY", admin_key, default.admin_key),
        data_dir=reader.read("DATA_DIR", Path, default.data_dir),
        state_dir=reader.read("STATE_DIR", Path, default.state_dir),
        public_url=reader.read("PUBLIC_URL", base_url, default.public_url),
        providers=read_providers(reader),
        image_resolution=reader.read("IMAGE_RESOLUTION", one_of(("1K", "2K", "4K")), default.image_resolution),
        concurrency=reader.read("CONCURRENCY", whole(1, 1_000), default.concurrency),
        lease=reader.read("LEASE_SECONDS", seconds, default.lease),
        deadline=reader.read("TASK_DEADLINE_SECONDS", deadline, default.deadline),
        webhook_retry_delays=reader.read("WEBHOOK_RETRY_DELAYS", delays, default.webhook_retry_delays),
        webhook_allow_private_networks=reader.read("WEBHOOK_ALLOW_PRIVATE_NETWORKS", flag, default=False),
        max_body_bytes=reader.read("MAX_BODY_BYTES", whole(1_024, 2**31), default.max_body_bytes),
        plot_max_rows=reader.read("PLOT_MAX_ROWS", whole(1, 10_000_000), default.plot_max_rows),
        composite_max_pixels=reader.read("COMPOSITE_MAX_PIXELS", whole(2**16, 2**32), default.composite_max_pixels),
        composite_max_panel_side=reader.read(
            "COMPOSITE_MAX_PANEL_SIDE", whole(64, 2**16), default.composite_max_panel_side
        ),
        cors_origins=reader.read("CORS_ORIGINS", origins, default.cors_origins),
    )


def warnings(settings: Settings) -> tuple[str, ...]:
    """Sentences about settings that have no effect."""
    lines = []
    for name in settings.unknown:
        close = get_close_matches(name, NAMES, n=1)
        lines.append(f"{name} is not a setting" + (f"; did you mean {close[0]}?" if close else ""))
    return tuple(lines)


def _names() -> tuple[str, ...]:
    reader = Reader({})
    _read(reader)
    return tuple(sorted(reader.known))


NAMES = _names()
"""Every setting that has our prefix."""
