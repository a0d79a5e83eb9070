"""Running the real command line in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pb(tmp_path: Path) -> Run:
    """Run ``pb`` with arguments, standard input and settings; the working folder is temporary."""

    def run(*arguments: str, text: str | None = None, **settings: str) -> "subprocess.CompletedProcess[str]":
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PAPERBANANA_")}
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "pb_http.cli.main", *arguments],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=environ | {"XDG_STATE_HOME": str(tmp_path / "state")} | settings,
            timeout=120,
        )

    return run
