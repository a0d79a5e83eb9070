import json
from pathlib import Path

import pytest

from pb_adapters.fakes import FakeProviders
from support.model_files import whole, write
from support.processes import Run


def test_the_models_of_ones_own_server_are_listed(pb: Run, fake_providers: FakeProviders) -> None:
    address = fake_providers.base_url("openai_compatible") + "/ollama/v1"
    assert "writer" in pb("models", "list", OPENAI_COMPATIBLE_BASE_URL=address).stdout.splitlines()
    told = json.loads(pb("models", "list", "--json", OPENAI_COMPATIBLE_BASE_URL=address).stdout)
    assert "seer:8b" in told["models"]


def test_model_files_are_listed_and_those_that_cannot_be_used_are_named(pb: Run, tmp_path: Path) -> None:
    write(tmp_path, whole(), "good.gguf")
    write(tmp_path, whole()[:-1], "cut.gguf")
    told = json.loads(pb("models", "list", "--folder", ".", "--json").stdout)
    assert [(file["name"], file["context"]) for file in told["files"]] == [("good", 32_768)]
    assert "cut.gguf is cut short" in told["broken"][0]
    assert "qwen2, 32,768 tokens" in pb("models", "list", "--folder", ".").stdout


def test_without_any_model_the_way_to_one_is_told(pb: Run) -> None:
    assert "pb models pull" in pb("models", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (("list",), {"OPENAI_COMPATIBLE_BASE_URL": "localhost:11434"}, "OPENAI_COMPATIBLE_BASE_URL"),
        (("list",), {"OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:9"}, "could not be connected to"),
        (("pull", "small"), {}, "names no model"),
        (("pull", "a/b/c.gguf"), {"HF_ENDPOINT": "http://127.0.0.1:9"}, "could not be read"),
        (("pull", "a/b/c.gguf"), {"PAPERBANANA_CA_BUNDLE": "gone.pem"}, "PAPERBANANA_CA_BUNDLE"),
    ],
)
def test_what_is_missing_is_one_sentence(
    pb: Run, arguments: tuple[str, ...], settings: dict[str, str], words: str
) -> None:
    done = pb("models", *arguments, **settings)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_command_the_help_is_shown(pb: Run) -> None:
    assert "pull" in pb("models").stdout
