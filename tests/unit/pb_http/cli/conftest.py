"""The real command line: in this process where that is enough, in one of its own where signals or pipes matter."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pb_adapters.fakes import FakeProviders
from pb_adapters.fakes.answers import by_engine
from pb_adapters.planners.engine import OfflineEngine
from support.command_line import run_here
from support.processes import Run, clean_environment, run_module

Command = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def pb(tmp_path: Path) -> Run:
    """Run ``pb`` with arguments, ``text`` as standard input and settings; the working folder is temporary."""
    return partial(run_here, folder=tmp_path, XDG_STATE_HOME=str(tmp_path / "state"))


@pytest.fixture
def pb_process(tmp_path: Path) -> Run:
    """The same in a process of its own."""
    return partial(run_module, "pb_http.cli.main", folder=tmp_path, XDG_STATE_HOME=str(tmp_path / "state"))


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Start ``pb`` in a process of its own, its streams piped; working folder and kept runs are those of ``pb``."""

    def start(*arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "pb_http.cli.main", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=clean_environment(XDG_STATE_HOME=str(tmp_path / "state"), **settings),
        )

    return start


@pytest.fixture
def gemini(fake_providers: FakeProviders) -> dict[str, str]:
    """Settings for a fake provider that answers as a model would."""
    fake_providers.answer_with(by_engine(OfflineEngine()))
    return {"GEMINI_API_KEY": fake_providers.key, "PAPERBANANA_GEMINI_BASE_URL": fake_providers.base_url("gemini")}
