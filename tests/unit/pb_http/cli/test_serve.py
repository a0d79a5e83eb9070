import json
import subprocess
from collections.abc import Callable


def test_a_server_tells_where_it_listens_as_json(command: Callable[..., "subprocess.Popen[bytes]"]) -> None:
    with command("serve", "--port", "0", "--data-dir", "data", "--json", "--quiet") as process:
        lines = iter(process.stdout.readline, b"}\n")
        told = json.loads(b"".join(lines) + b"}")
        process.terminate()
        assert b'"level": "info"' not in process.stderr.read()
    assert told["url"].startswith("http://127.0.0.1:")
    assert told["data_dir"].endswith("/data")
    assert process.returncode == 0
