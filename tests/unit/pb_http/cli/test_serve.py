import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse
from support.processes import Run


def test_a_server_tells_where_it_listens_as_json(command: Callable[..., "subprocess.Popen[bytes]"]) -> None:
    with command("serve", "--port", "0", "--data-dir", "data", "--json", "--quiet") as process:
        lines = iter(process.stdout.readline, b"}\n")
        told = json.loads(b"".join(lines) + b"}")
        process.terminate()
        assert b'"level": "info"' not in process.stderr.read()
    assert told["url"].startswith("http://127.0.0.1:")
    assert told["data_dir"].endswith("/data")
    assert process.returncode == 0


def test_a_server_refuses_a_folder_that_a_program_holds_alone_and_keys_are_made_all_the_same(
    pb: Run, tmp_path: Path
) -> None:
    with locked(tmp_path):
        refused = pb("serve", "--port", "0", "--data-dir", ".")
        assert pb("keys", "create", "name", "--data-dir", ".").returncode == 0
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "pb: the data folder . is open already: close what uses it" in refused.stderr


def test_a_server_holds_its_folder_against_programs_that_want_it_alone(
    command: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    with command("serve", "--port", "0", "--data-dir", ".", "--json", "--quiet") as process:
        process.stdout.readline()
        with pytest.raises(FolderInUse), locked(tmp_path):
            pass
        process.terminate()
