"""The settings that point a server of the drills and tests at the fake of a provider."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import PAINTER, SEER
from pb_adapters.providers.catalog import PROVIDERS, Provider

CHOSEN: Mapping[str, Mapping[str, str]] = {
    "openai_compatible": {
        "VLM_MODEL": SEER,
        "IMAGE_PROVIDER": "openai_compatible_image",
        "IMAGE_MODEL": PAINTER,
    }
}
"""What has to be chosen where a provider has no default models and paints only where it is told to."""

NAMED: Mapping[str, Provider] = {provider.name: provider for provider in PROVIDERS}


def address(fakes: FakeProviders, provider: Provider) -> str:
    """Where the fake of a provider is, spelt as the provider's setting is."""
    path = "/vllm/v1" if provider.address_setting else urlsplit(provider.base_url).path
    return fakes.base_url(provider.name) + path


def settings_of(fakes: FakeProviders, *providers: str) -> dict[str, str]:
    """Keys, addresses and what the first of them needs chosen; names of ours stand without their prefix."""
    settings: dict[str, str] = {}
    for provider in (NAMED[name] for name in providers):
        settings[provider.key_setting] = fakes.key
        settings[provider.address_setting or f"{provider.name.upper()}_BASE_URL"] = address(fakes, provider)
    return settings | dict(CHOSEN.get(providers[0], {}) if providers else {})
