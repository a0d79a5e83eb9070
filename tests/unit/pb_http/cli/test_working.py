import json
import socket
import subprocess
from collections.abc import Callable
from urllib.request import urlopen


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_worker_says_that_it_works_shows_metrics_and_stops_when_told(
    command: Callable[..., "subprocess.Popen[bytes]"], database_url: str
) -> None:
    port = free_port()
    settings = {"PAPERBANANA_DATABASE_URL": database_url, "PAPERBANANA_METRICS_PORT": str(port)}
    with command("worker", "--concurrency", "3", "--json", **settings) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        told = json.loads(b"".join(iter(worker.stdout.readline, b"}\n")) + b"}")
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            metrics = answer.read().decode()
        worker.terminate()
        events = [json.loads(line)["event"] for line in worker.stderr.read().splitlines()]
    assert told["concurrency"] == 3
    assert told["database"].startswith("t_")
    assert 'paperbanana_ready{check="workers"} 1.0' in metrics
    assert worker.returncode == 0
    assert events[-2:] == ["stopping", "stopped"]
    assert "working" in events
