import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from pb_adapters.folder_lock import locked
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


def test_a_server_refuses_a_folder_in_use_and_keys_are_made_all_the_same(pb: Run, tmp_path: Path) -> None:
    with locked(tmp_path):
        refused = pb("serve", "--port", "0", "--data-dir", ".")
        assert pb("keys", "create", "name", "--data-dir", ".").returncode == 0
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"pb: the data folder . is open already in process {os.getpid()} (" in refused.stderr


def test_a_second_server_on_a_folder_is_refused_and_told_of_the_first(
    command: Callable[..., "subprocess.Popen[bytes]"], pb: Run
) -> None:
    with command("serve", "--port", "0", "--data-dir", ".", "--json", "--quiet") as process:
        process.stdout.readline()
        refused = pb("serve", "--port", "0", "--data-dir", ".")
        process.terminate()
    assert (refused.returncode, refused.stdout) == (1, "")
    told = rf"pb: the data folder \. is open already in process {process.pid} \(pb serve on .*\): stop that one first"
    assert re.search(told, refused.stderr)
