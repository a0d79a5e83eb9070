import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[list[str]]:
    """What ``pb fakes`` prints once it serves."""
    command = [str(Path(sys.executable).with_name("pb")), "fakes", "--port", "0"]
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environ) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        try:
            yield [process.stdout.readline() for _ in range(6)]
        finally:
            process.terminate()


def test_the_fakes_are_served_where_they_say(printed: list[str]) -> None:
    exports = dict(part.split("=", 1) for line in printed[1:] for part in line.split()[1:])

    assert exports["KIE_API_KEY"] == "fake-key"
    assert exports["PAPERBANANA_OPENROUTER_BASE_URL"].endswith("/openrouter/api/v1")
    answer = httpx.get(
        f"{exports['PAPERBANANA_KIE_BASE_URL']}/api/v1/chat/credit", headers={"Authorization": "Bearer fake-key"}
    )
    assert answer.json()["code"] == 200
    assert re.match(r"Fake providers are served at http://127\.0\.0\.1:\d+", printed[0])
