"""The settings of the model providers: keys, addresses, engines, caps, and how models are called."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pb_adapters.providers import local
from pb_adapters.providers.catalog import PROVIDERS, Provider
from pb_adapters.providers.openai_compatible import PRICE_SETTING, SEES_IMAGES_SETTING
from pb_adapters.upstream.proxies import Proxies, proxies_of
from pb_adapters.upstream.setting_checks import check_base_url, check_key
from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.domain.billing import Caps
from pb_http.environment import (
    Reader,
    base_url,
    ca_bundle,
    dollars,
    effort,
    flag,
    model_file,
    plan_form,
    seconds,
    temperature,
    token_price,
    whole,
)
from pb_http.settings.engine_choice import IMAGE, OFFLINE, VECTOR, VLM, EngineChoice, EngineName

BASE_URLS = {provider.name: provider.base_url for provider in PROVIDERS}
"""Where each provider is, as its setting spells it."""


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
    vlms, images = EngineChoice(reader, settings.available, VLM), EngineChoice(reader, settings.available, IMAGE)
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
    price = None
    try:
        price = token_price(reader.raw(PRICE_SETTING))
    except ValueError as error:
        reader.faults.append(f"{PRICE_SETTING} {error}")
    return VlmTuning(
        seconds=None if limit is None else limit.total_seconds(),
        max_output_tokens=reader.read("VLM_MAX_OUTPUT_TOKENS", whole(256, 1_000_000), usual.max_output_tokens),
        effort=reader.read("VLM_EFFORT", effort, usual.effort),
        temperature=reader.read("VLM_TEMPERATURE", temperature, usual.temperature),
        sees_images=sees,
        plan_form=reader.read("PLAN_FORM", plan_form, usual.plan_form),
        price=price,
    )
