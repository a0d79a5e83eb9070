import json
import signal
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pb_adapters.fakes import FakeProviders, Question
from pb_adapters.folder_lock import locked
from pb_http.cli.runs import Run, new_folder, record
from support.processes import Run as Pb

Command = Callable[..., "subprocess.Popen[bytes]"]

METHOD = "A tokenizer splits the report into tokens. The tokens are fed into an encoder."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_was_stopped_goes_on_and_buys_no_finished_call_again(
    pb: Pb, command: Command, gemini: dict[str, str], fake_providers: FakeProviders, tmp_path: Path, number: int
) -> None:
    styling = threading.Event()

    def latency(question: Question) -> float:
        """How long answers take; the first of the stylist is not waited for."""
        if question.role != "stylist" or styling.is_set():
            return 0.0
        styling.set()
        return 5.0

    fake_providers.set_latency(latency)
    (tmp_path / "method.txt").write_text(METHOD)
    with command("generate", "method.txt", "--caption", "Figure 1", "-o", "f.png", **gemini) as process:
        task_id = process.stderr.readline().decode().split()[-1]
        assert styling.wait(120)  # asked when the plan is stored
        process.send_signal(number)
        told = process.stderr.read().decode()
    assert process.returncode == (-number if number == signal.SIGKILL else 130)
    assert (f"pb resume {task_id[:8]}" in told) == (number != signal.SIGKILL)
    assert not (tmp_path / "f.png").exists()
    assert "unfinished" in pb("resume").stdout

    done = pb("resume", task_id[:8], "--json", **gemini)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["task_id"] == task_id
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")
    assert sum(call.role == "planner" for call in fake_providers.calls()) == 1
    assert "ended" in pb("resume").stdout


def test_a_finished_run_is_delivered_once_more_to_another_file_in_a_format_that_it_has(pb: Pb, tmp_path: Path) -> None:
    task_id = pb("plot", "-", "--intent", "bars", "--quiet", "--json", text="a,b\nx,1\ny,2\n")
    name = json.loads(task_id.stdout)["task_id"][:8]

    assert pb("resume", name, "-o", "again.png").stdout == "again.png\n"
    assert (tmp_path / "again.png").read_bytes() == (tmp_path / "plot.png").read_bytes()
    refused = pb("resume", name, "-o", "again.svg")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"task {name} makes png only" in refused.stderr


def test_a_task_of_words_is_delivered_to_no_file(pb: Pb) -> None:
    name = json.loads(pb("optimize", "-", "--json", text="Draw an encoder.").stdout)["task_id"][:8]
    refused = pb("resume", name, "-o", "z.png")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"pb: task {name} makes no picture, so 'z.png' cannot be written" in refused.stderr


def test_nothing_is_resumed_that_is_not_there(pb: Pb) -> None:
    assert "no run with the task id 'ffff'" in pb("resume", "ffff").stderr
    assert "-o needs a TASK_ID" in pb("resume", "-o", "f.png").stderr
    assert pb("resume").stderr.startswith("pb: no run is kept in ")
    assert pb("resume", "--json").stdout == "[]\n"


def test_a_run_that_another_process_works_on_is_left_to_it(pb: Pb, tmp_path: Path) -> None:
    with new_folder(tmp_path / "state/paperbanana/runs") as folder:
        record(folder, Run(task_id="ab12", command="plot", started_at=datetime.now(UTC)))
    with locked(folder):
        assert "another pb is working on task ab12" in pb("resume", "ab12").stderr
