"""Running the real command line in a process of its own."""

import subprocess
from pathlib import Path

import pytest

from support.processes import Run, run_module


@pytest.fixture
def pb(tmp_path: Path) -> Run:
    """Run ``pb`` with arguments, standard input and settings; the working folder is temporary."""

    def run(*arguments: str, text: str | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
        return run_module("pb_http.cli.main", *arguments, folder=tmp_path, text=text, **settings)

    return run
