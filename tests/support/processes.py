"""Programs in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from support.programs import required_program

Run = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a program with arguments; what else may be said is the fixture's business."""

BARE_PYTEST = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "anyio.pytest_plugin"}
"""What lets pytest start in a tenth of the time: it loads no plugin but the one that asynchronous suites need."""


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of ours and of pytest, and with these variables."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PAPERBANANA_", "OPENAI_COMPATIBLE_", "PYTEST"))
    }
    return kept | more


def run_program(
    *command: str | Path,
    folder: Path,
    environment: Mapping[str, str],
    text: str | None = None,
    seconds: float = 240,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end in a folder; ``text`` is its standard input."""
    return subprocess.run(  # noqa: S603 - programs and files of ours
        [str(part) for part in command],
        input=text,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def run_module(
    module: str, *arguments: str | Path, folder: Path, text: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m module`` in a folder, with these variables in its environment."""
    environment = clean_environment(**variables)
    return run_program(sys.executable, "-m", module, *arguments, folder=folder, environment=environment, text=text)


def prove(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m pb_core.testing`` in a folder, with these variables in its environment."""
    return run_module("pb_core.testing", *arguments, folder=folder, **BARE_PYTEST | variables)


def said(*command: str | Path) -> tuple[str, str]:
    """What a program writes to stdout and stderr; it must succeed, and be there where it is required."""
    name, *rest = command
    done = subprocess.run(  # noqa: S603 - programs and files of ours
        [required_program(str(name)), *map(str, rest)], capture_output=True, check=True, timeout=120
    )
    return done.stdout.decode(), done.stderr.decode()
