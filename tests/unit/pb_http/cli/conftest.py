"""The real command line: in this process where that is enough, in a process of its own once for each command."""

from functools import partial
from pathlib import Path

import pytest

from support.command_line import run_here
from support.processes import Run, run_module


@pytest.fixture
def pb(tmp_path: Path) -> Run:
    """Run ``pb`` with arguments, ``text`` as standard input and settings; the working folder is temporary."""
    return partial(run_here, folder=tmp_path, XDG_STATE_HOME=str(tmp_path / "state"))


@pytest.fixture
def pb_process(tmp_path: Path) -> Run:
    """The same in a process of its own."""
    return partial(run_module, "pb_http.cli.main", folder=tmp_path, XDG_STATE_HOME=str(tmp_path / "state"))
