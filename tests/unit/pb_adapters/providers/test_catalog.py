from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from pb_adapters.providers import local
from pb_adapters.providers.catalog import PROVIDERS, Provider
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.setting_checks import check_base_url
from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.application.model_catalog import default_model
from pb_core.domain.requests import VlmProvider


def test_the_providers_are_those_of_requests_and_of_the_folders() -> None:
    names = tuple(provider.name for provider in PROVIDERS)
    assert (*names, local.NAME) == get_args(VlmProvider)
    folder = Path(str(files("pb_adapters.providers")))
    assert set(names) == {path.parent.name for path in folder.glob("*/vlm.py")}


@pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.name for provider in PROVIDERS])
async def test_an_entry_makes_engines_of_its_names_with_default_models(provider: Provider) -> None:
    url = provider.base_url or "http://127.0.0.1:11434/v1"
    assert check_base_url("url", url) == url
    engines = provider.engines()
    upstream = engines.upstream(UpstreamPool(), key="key", base_url=url)
    async with Downloader() as downloader:
        vlm = engines.vlm(upstream, default_model(provider.name) or "named", VlmTuning())
        images = engines.images(upstream, downloader, default_model(provider.images_name) or "named")
    assert (vlm.provider, images.provider) == (provider.name, provider.images_name)
    assert vlm.model
    assert images.model


def test_a_provider_has_an_address_of_its_own_or_a_setting_for_it() -> None:
    assert all(bool(provider.base_url) != bool(provider.address_setting) for provider in PROVIDERS)
    assert {provider.setting for provider in PROVIDERS if provider.address_setting} == {"OPENAI_COMPATIBLE_BASE_URL"}
