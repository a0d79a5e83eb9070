"""The example distributions, installed for real into a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")

Prove = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the path of modules, in which the example is installed; no network is asked."""
    folder = tmp_path_factory.mktemp("installed") / "site"
    command = [sys.executable, *PIP, "--no-index", "--target", str(folder), str(EXAMPLES / "openai-compatible")]
    subprocess.run(command, check=True, timeout=240)  # noqa: S603 - our own example
    return folder


@pytest.fixture
def prove(site: Path, tmp_path: Path) -> Prove:
    """Run ``python -m pb_core.testing`` in an empty folder where the example is installed."""

    def run(*arguments: str, path: Path = site, **environ: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAPERBANANA_", "PYTEST"))}
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "pb_core.testing", *arguments],
            env=kept | {"PYTHONPATH": str(path)} | environ,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    return run
