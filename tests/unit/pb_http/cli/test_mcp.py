"""``pb mcp`` as far as it speaks no protocol; with the SDK's client it is tested in tests/contract/mcp."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from support.processes import Run, clean_environment

SERVER = ("--server", "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (SERVER, "an API key is needed: set PAPERBANANA_API_KEY, or give --key"),
        (("--http", "127.0.0.1:8800"), "--http needs --server"),
        ((*SERVER, "--http", "8800"), "'8800' is no HOST:PORT such as 127.0.0.1:8800"),
        ((*SERVER, "--http", "127.0.0.1:99999"), "is no HOST:PORT"),
        ((*SERVER, "--http", "127.0.0.1:1", "--allow-files", "."), "not with --http"),
        (("--json",), "standard output is the protocol's"),
        ((*SERVER, "--allow-host", "x"), "--allow-host and --allow-origin need --http"),
        (("--allow-files", "none"), "'none' does not exist"),
    ],
)
def test_what_does_not_go_together_is_refused(pb: Run, arguments: tuple[str, ...], said: str) -> None:
    done = pb("mcp", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_public_address_needs_a_name(pb: Run) -> None:
    done = pb("mcp", *SERVER, "--http", "0.0.0.0:0")
    assert done.returncode == 1
    assert "say by which names, with --allow-host NAME" in done.stderr


def test_an_address_in_use_is_said_so(pb_process: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = pb_process("mcp", *SERVER, "--http", f"127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 1
    assert "cannot listen on 127.0.0.1" in done.stderr


def test_without_the_extra_it_says_what_to_install(pb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb_http.cli.mcp.find_spec", lambda _: None)
    done = pb("mcp")
    assert done.returncode == 1
    assert done.stderr == "pb: pb mcp needs the extra mcp: pip install 'paperbanana-api[mcp]', or '.[mcp]' in a clone\n"


def test_the_server_imports_nothing_of_it(tmp_path: Path) -> None:
    program = (
        "import sys, pb_http.cli.serving, pb_http.cli.batch, pb_http.cli.mcp\n"
        "assert not {'mcp', 'mcp_types', 'pydantic', 'starlette'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env=clean_environment())  # noqa: S603
