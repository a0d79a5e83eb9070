from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from pb_adapters.providers.catalog import PROVIDERS, Provider
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.setting_checks import check_base_url
from pb_core.application.model_catalog import default_model
from pb_core.domain.requests import VlmProvider


def test_the_providers_are_those_of_requests_and_of_the_folders() -> None:
    names = tuple(provider.name for provider in PROVIDERS)
    assert names == get_args(VlmProvider)
    folder = Path(str(files("pb_adapters.providers")))
    assert set(names) == {path.parent.name for path in folder.glob("*/vlm.py")}


@pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.name for provider in PROVIDERS])
async def test_an_entry_makes_engines_of_its_names_with_default_models(provider: Provider) -> None:
    assert check_base_url("url", provider.base_url) == provider.base_url
    engines = provider.engines()
    upstream = engines.upstream(UpstreamPool(), key="key", base_url=provider.base_url)
    async with Downloader() as downloader:
        vlm = engines.vlm(upstream, default_model(provider.name) or "")
        images = engines.images(upstream, downloader, default_model(provider.images_name) or "")
    assert (vlm.provider, images.provider) == (provider.name, provider.images_name)
    assert vlm.model
    assert images.model
