"""The image and the compose file say what the program and its documents say."""

import fnmatch
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pb_http.cli.main import run
from pb_http.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
INSTRUCTIONS = [line.partition(" ")[::2] for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
STAGES = [index for index, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM"]
COMPOSE: Any = msgspec.yaml.decode((ROOT / "compose.yaml").read_bytes())
SERVER = COMPOSE["services"]["server"]


def final(word: str) -> list[str]:
    """What the last stage, which is the image, says with one instruction."""
    return [rest.strip() for name, rest in INSTRUCTIONS[STAGES[-1] :] if name == word]


def test_every_source_of_the_image_is_in_the_repository_and_let_through() -> None:
    let_through = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [rest.split()[:-1] for name, rest in INSTRUCTIONS if name == "COPY" and "--from" not in rest]
    sources = [source for sources in copied for source in sources]
    assert "constraints.txt" in sources
    for source in sources:
        assert (ROOT / source).exists()
        assert any(fnmatch.fnmatch(source, pattern) for pattern in let_through), source


def test_the_image_installs_the_pinned_versions() -> None:
    installs = [rest for name, rest in INSTRUCTIONS if name == "RUN" and " install " in rest and "pip" in rest]
    assert len(installs) == 1
    assert "--constraint constraints.txt" in installs[0]


def test_the_image_runs_as_a_number_that_is_not_root() -> None:
    assert [int(user) for user in final("USER")] == [10001]


def test_the_image_serves_what_it_exposes_and_asks_for_its_health(capsys: pytest.CaptureFixture[str]) -> None:
    entry, command = (msgspec.json.decode(final(word)[0], type=list[str]) for word in ("ENTRYPOINT", "CMD"))
    assert entry == ["pb"]
    assert command[command.index("--port") + 1] in final("EXPOSE")
    assert run([*command, "--help"]) == 0  # every option is one of ours
    assert "Serve the REST API" in capsys.readouterr().out
    [health] = final("HEALTHCHECK")
    assert f"http://127.0.0.1:{final('EXPOSE')[0]}/api/health" in health


def test_what_the_image_sets_are_settings() -> None:
    documented = set(re.findall(r"^\| `(PAPERBANANA_\w+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    named = set(re.findall(r"\b(PAPERBANANA_\w+)=", DOCKERFILE))
    assert named
    assert named <= documented


def test_the_composition_waits_for_calls_under_way() -> None:
    assert int(SERVER["stop_grace_period"].removesuffix("s")) > Settings().grace.total_seconds()


def test_the_composition_keeps_the_data_and_nothing_else() -> None:
    mounts = [volume.partition(":")[2] for volume in SERVER["volumes"]]
    assert mounts == final("VOLUME")
    assert SERVER["read_only"] is True
    assert SERVER["ports"] == [f"127.0.0.1:8000:{final('EXPOSE')[0]}"]
