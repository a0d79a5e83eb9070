"""The files for many processes say what the program and its documents say, and their own programs accept them."""

import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pb_http.cli.main import run
from pb_http.settings import Settings
from pb_http.settings.limits import HttpSettings
from support.programs import required_program

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: Any = msgspec.yaml.decode((DEPLOY / "compose.yaml").read_bytes())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "stop_grace_period" in service and "build" in service}
UNITS = sorted((DEPLOY / "systemd").iterdir())
OF_THE_PROXY = {"PAPERBANANA_SITE", "PAPERBANANA_UPSTREAMS"}


def test_every_process_of_ours_waits_for_calls_under_way() -> None:
    assert {"api-a", "api-b", "worker", "migrate"} <= OURS.keys()
    for service in OURS.values():
        assert int(service["stop_grace_period"].removesuffix("s")) > Settings().grace.total_seconds()
    for unit in UNITS:
        for seconds in re.findall(r"^TimeoutStopSec=(\d+)$", unit.read_text(), re.MULTILINE):
            assert int(seconds) > Settings().grace.total_seconds()


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_is_one_of_ours(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*OURS[name]["command"], "--help"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_every_unit_starts_a_command_of_ours(unit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [command] = re.findall(r"^ExecStart=\S+/pb (.+)$", unit.read_text(), re.MULTILINE)
    assert run([*command.replace("%i", "8001").split(), "--help"]) == 0
    assert capsys.readouterr().out


def test_what_the_files_set_are_settings() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    named = {
        name
        for file in (DEPLOY / "compose.yaml", DEPLOY / "paperbanana.env.example", DEPLOY / "Caddyfile", *UNITS)
        for name in re.findall(r"\b(PAPERBANANA_[A-Z_]+)\b", file.read_text())
    }
    assert named >= {"PAPERBANANA_DATABASE_URL", "PAPERBANANA_ARTIFACTS_URL"}
    assert named - OF_THE_PROXY <= documented


def test_the_example_holds_no_secret() -> None:
    example = (DEPLOY / "paperbanana.env.example").read_text()
    secrets = re.findall(r"^(\w*(?:KEY|PASSWORD|KEY_ID))=(.*)$", example, re.MULTILINE)
    assert len(secrets) == 4
    assert not any(value for _, value in secrets)


def test_the_proxy_trusts_and_lets_through_what_the_server_expects() -> None:
    [network] = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert {service["environment"]["PAPERBANANA_TRUSTED_PROXIES"] for service in OURS.values()} == {network["subnet"]}
    [megabytes] = re.findall(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text())
    assert int(megabytes) * 10**6 > HttpSettings().max_body_bytes


def test_the_proxy_accepts_its_file() -> None:
    caddy = required_program("caddy")
    command = [caddy, "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert checked.returncode == 0, checked.stderr
    assert "Valid configuration" in checked.stdout + checked.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_accepts_every_unit(unit: Path, tmp_path: Path) -> None:
    analyze = required_program("systemd-analyze")
    for other in UNITS:  # each refers to others
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", other.read_text(), flags=re.MULTILINE)
        (tmp_path / other.name).write_text(text)
    command = [analyze, "verify", "--man=no", tmp_path / unit.name]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert (checked.returncode, checked.stderr) == (0, "")
