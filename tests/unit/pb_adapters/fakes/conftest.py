"""Plain clients of the fakes."""

from collections.abc import Iterator

import httpx
import pytest

from pb_adapters.fakes import FakeProviders


@pytest.fixture
def http(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the whole server that sends no key of its own."""
    with httpx.Client(base_url=fake_providers.url, timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture
def gemini(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the Gemini fake with the good key."""
    headers = {"x-goog-api-key": fake_providers.key}
    base_url = f"{fake_providers.base_url('gemini')}/v1beta/"
    with httpx.Client(base_url=base_url, headers=headers, timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture
def openrouter(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the OpenRouter fake with the good key."""
    headers = {"Authorization": f"Bearer {fake_providers.key}"}
    base_url = f"{fake_providers.base_url('openrouter')}/api/v1/"
    with httpx.Client(base_url=base_url, headers=headers, timeout=20, trust_env=False) as client:
        yield client
