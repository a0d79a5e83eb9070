"""The duties that a live server and its model can be held to; the settings name both."""

import os
from collections.abc import AsyncIterator

import pytest

from pb_core.testing.contracts.vlm import VlmContract
from pb_openai_compatible.engine import OpenAiCompatible
from pb_openai_compatible.provider import BASE_URL, provider


class TestLiveServer(VlmContract):
    seconds = 1800.0  # a model on a machine of one's own takes minutes for an answer

    @pytest.fixture
    async def engine(self) -> AsyncIterator[OpenAiCompatible]:
        if BASE_URL not in os.environ:
            pytest.skip(f"{BASE_URL} is not set")
        async with provider(os.environ) as engine_of:
            yield engine_of(os.environ.get("PAPERBANANA_VLM_MODEL"))
