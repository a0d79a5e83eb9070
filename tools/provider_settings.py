"""The settings that point a server of the drills and tests at the fake of a provider."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import PAINTER, SEER
from pb_adapters.providers.catalog import PROVIDERS, Provider

CHOSEN: Mapping[str, Mapping[str, str]] = {"openai_compatible": {"VLM_MODEL": SEER, "IMAGE_MODEL": PAINTER}}
"""What has to be chosen where a provider has no default models."""

NAMED: Mapping[str, Provider] = {provider.name: provider for provider in PROVIDERS}


def address(fakes: FakeProviders, provider: Provider) -> str:
    """Where the fake of a provider is, spelt as the provider's setting is."""
    path = "/vllm/v1" if provider.address_setting else urlsplit(provider.base_url).path
    return fakes.base_url(provider.name) + path


def settings_of(fakes: FakeProviders, *providers: str) -> dict[str, str]:
    """Keys and addresses; the first provider paints too. Names of ours stand without their prefix."""
    settings: dict[str, str] = {}
    for provider in (NAMED[name] for name in providers):
        settings[provider.key_setting] = fakes.key
        settings[provider.address_setting or f"{provider.name.upper()}_BASE_URL"] = address(fakes, provider)
    if providers:
        settings |= {"IMAGE_PROVIDER": NAMED[providers[0]].images_name, **CHOSEN.get(providers[0], {})}
    return settings
