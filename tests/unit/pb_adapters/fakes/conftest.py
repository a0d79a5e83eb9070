"""Plain clients of the fakes."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from served import NO_TLS

LOCAL: Any = {"timeout": 60, "trust_env": False, "verify": NO_TLS}


@pytest.fixture
def http(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the whole server that sends no key of its own."""
    with httpx.Client(base_url=fake_providers.url, **LOCAL) as client:
        yield client


@pytest.fixture
def gemini(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the Gemini fake with the good key."""
    headers = {"x-goog-api-key": fake_providers.key}
    base_url = f"{fake_providers.base_url('gemini')}/v1beta/"
    with httpx.Client(base_url=base_url, headers=headers, **LOCAL) as client:
        yield client


@pytest.fixture
def openrouter(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the OpenRouter fake with the good key."""
    headers = {"Authorization": f"Bearer {fake_providers.key}"}
    base_url = f"{fake_providers.base_url('openrouter')}/api/v1/"
    with httpx.Client(base_url=base_url, headers=headers, **LOCAL) as client:
        yield client


@pytest.fixture
def kie(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the Kie fake with the good key."""
    headers = {"Authorization": f"Bearer {fake_providers.key}"}
    with httpx.Client(base_url=fake_providers.base_url("kie"), headers=headers, **LOCAL) as client:
        yield client


@pytest.fixture
def apimart(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client of the APIMart fake with the good key."""
    headers = {"Authorization": f"Bearer {fake_providers.key}"}
    base_url = fake_providers.base_url("apimart")
    with httpx.Client(base_url=base_url, headers=headers, **LOCAL) as client:
        yield client


@pytest.fixture
def browser(fake_providers: FakeProviders) -> Iterator[httpx.Client]:
    """A client without a key that calls itself a browser, as downloads of painted pictures want it."""
    headers = {"User-Agent": "Mozilla/5.0"}
    with httpx.Client(base_url=fake_providers.url, headers=headers, **LOCAL) as client:
        yield client
