"""The examples: client and webhook receiver work against a real server."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from support.paths import EXAMPLES
from support.processes import Run

SECRET = "hush"


@pytest.fixture
def key(server: str, environment: dict[str, str]) -> str:
    headers = {"Authorization": f"Bearer {environment['PAPERBANANA_ADMIN_KEY']}", "Content-Type": "application/json"}
    body = json.dumps({"name": "examples", "webhook_secret": SECRET}).encode()
    with urlopen(Request(f"{server}/api/admin/keys", body, headers), timeout=30) as answer:  # noqa: S310 - our server
        return str(json.loads(answer.read())["key"])


def test_the_client_saves_a_figure_and_the_receiver_hears_of_it(
    server: str, key: str, run: Run, workplace: Path
) -> None:
    command = [sys.executable, str(EXAMPLES / "webhook_receiver.py"), SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as receiver:  # noqa: S603 - ours
        try:
            assert receiver.stdout is not None
            url = receiver.stdout.readline().strip()
            with pytest.raises(HTTPError, match="401"):
                urlopen(Request(url, b"forged"), timeout=30)  # noqa: S310 - our receiver
            arguments = (server, key, "method.txt", "Figure 1: Overview", "figure.svg", url)
            done = run(sys.executable, str(EXAMPLES / "client.py"), *arguments)
            output, _ = receiver.communicate(timeout=30)
        finally:
            receiver.kill()
    assert done.stdout.endswith("saved figure.svg\n")
    assert b"<svg" in (workplace / "figure.svg").read_bytes()
    assert output.startswith("task.completed ")
