"""The child as a program: it ends with its standard input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.model_files import Model
from support.processes import clean_environment


@pytest.fixture
def child(tmp_path: Path) -> "subprocess.Popen[bytes]":
    paths = ":".join((str(tmp_path / "binding"), *filter(None, sys.path)))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "pb_adapters.providers.local.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=clean_environment(PYTHONPATH=paths),
    )


@pytest.mark.parametrize(("error", "status"), [("", 0), ("no such layer", 1)])
def test_it_says_one_line_and_ends_with_its_input(
    model: Model, child: "subprocess.Popen[bytes]", error: str, status: int
) -> None:
    asked = {"path": str(model(error=error)), "window": 4096, "threads": 1, "key": "k"}
    out, _ = child.communicate(json.dumps(asked).encode() + b"\n", timeout=60)
    (line,) = out.splitlines()
    told = json.loads(line)
    assert child.returncode == status
    assert bool(told["url"]) is not bool(error)
    assert error in told["error"]
