import json

import pytest

from pb_adapters.fakes import FakeProviders
from support.processes import Run


def test_the_models_of_ones_own_server_are_listed(pb: Run, fake_providers: FakeProviders) -> None:
    address = fake_providers.base_url("openai_compatible") + "/ollama/v1"
    assert "writer" in pb("models", "list", OPENAI_COMPATIBLE_BASE_URL=address).stdout.splitlines()
    told = json.loads(pb("models", "list", "--json", OPENAI_COMPATIBLE_BASE_URL=address).stdout)
    assert "seer:8b" in told["models"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "set OPENAI_COMPATIBLE_BASE_URL"),
        ({"OPENAI_COMPATIBLE_BASE_URL": "localhost:11434"}, "OPENAI_COMPATIBLE_BASE_URL"),
        ({"OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:9"}, "could not be connected to"),
    ],
)
def test_what_is_missing_is_one_sentence(pb: Run, settings: dict[str, str], words: str) -> None:
    done = pb("models", "list", **settings)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_command_the_help_is_shown(pb: Run) -> None:
    assert "list" in pb("models").stdout
