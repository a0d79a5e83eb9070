"""The example distributions, installed for real into a folder of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from support import processes
from support.paths import EXAMPLES
from support.processes import Run

PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the path of modules, in which the example is installed; no network is asked."""
    folder = tmp_path_factory.mktemp("installed") / "site"
    command = [sys.executable, *PIP, "--no-index", "--target", str(folder), str(EXAMPLES / "openai-compatible")]
    subprocess.run(command, check=True, timeout=240)  # noqa: S603 - our own example
    return folder


@pytest.fixture
def prove(site: Path, tmp_path: Path) -> Run:
    """Run ``python -m pb_core.testing`` in an empty folder where the example is installed."""

    def run(*arguments: str, path: Path = site, **variables: str) -> subprocess.CompletedProcess[str]:
        return processes.prove(*arguments, folder=tmp_path, PYTHONPATH=str(path), **variables)

    return run
