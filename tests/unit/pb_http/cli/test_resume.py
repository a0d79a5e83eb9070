import json
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pb_adapters.fakes import FakeProviders
from pb_adapters.fakes.prompt_parser import latency_of
from pb_adapters.folder_lock import locked
from pb_http.cli.errors import Failure
from pb_http.cli.outputs import Output
from pb_http.cli.runs import KEPT_DAYS, Run, find, forget_old, kept_runs, new_folder, record, runs_folder
from pb_http.settings import Settings
from support.processes import Run as Pb

Command = Callable[..., "subprocess.Popen[bytes]"]

METHOD = "A tokenizer splits the report into tokens. The tokens are fed into an encoder."
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_was_stopped_goes_on_and_buys_no_finished_call_again(
    pb: Pb, command: Command, gemini: dict[str, str], fake_providers: FakeProviders, tmp_path: Path, number: int
) -> None:
    fake_providers.set_latency(latency_of(0.4))
    (tmp_path / "method.txt").write_text(METHOD)
    with command("generate", "method.txt", "--caption", "Figure 1", "-o", "f.png", **gemini) as process:
        task_id = process.stderr.readline().decode().split()[-1]
        while len(fake_providers.calls()) < 2:
            time.sleep(0.02)
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


def test_nothing_is_resumed_that_is_not_there(pb: Pb) -> None:
    assert "no run with the task id 'ffff'" in pb("resume", "ffff").stderr
    assert "-o needs a TASK_ID" in pb("resume", "-o", "f.png").stderr
    assert pb("resume").stderr.startswith("pb: no run is kept in ")
    assert pb("resume", "--json").stdout == "[]\n"


def kept(root: Path, task_id: str, *, days: int = 0, ended: bool = True) -> Path:
    """A recorded run without a database."""
    with new_folder(root) as folder:
        run = Run(task_id=task_id, command="plot", started_at=NOW - timedelta(days=days), ended=ended)
        record(folder, msgspec.structs.replace(run, outputs=(Output("/tmp/f.png", "png"),)))  # noqa: S108 - a name
    return folder


def test_a_run_is_found_by_the_beginning_of_its_id_if_one_only_fits(tmp_path: Path) -> None:
    folder = kept(tmp_path, "ab12")
    kept(tmp_path, "ab34")
    assert find(tmp_path, "AB1").folder == folder
    with pytest.raises(Failure, match="'ab' is the beginning of several task ids: ab"):
        find(tmp_path, "ab")
    with pytest.raises(Failure, match="no run"):
        find(tmp_path, "")


def test_a_folder_that_became_no_run_is_removed(tmp_path: Path) -> None:
    with pytest.raises(LookupError), new_folder(tmp_path) as folder:
        raise LookupError
    assert not folder.exists()


def test_old_runs_are_forgotten_once_they_ended_and_nobody_works_on_them(tmp_path: Path) -> None:
    old = [kept(tmp_path, f"{n}", days=KEPT_DAYS + 1, ended=n != 1) for n in range(3)]
    kept(tmp_path, "3", days=KEPT_DAYS - 1)
    with locked(old[2]):
        forget_old(tmp_path, NOW)
    assert {one.run.task_id for one in kept_runs(tmp_path)} == {"1", "2", "3"}
    assert not old[0].exists()


def test_runs_are_kept_where_the_system_keeps_a_users_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert runs_folder(Settings(state_dir=tmp_path / "s"), {}) == tmp_path / "s/runs"
    assert runs_folder(Settings(), {"XDG_STATE_HOME": "/x"}) == Path("/x/paperbanana/runs")
    assert runs_folder(Settings(), {"XDG_STATE_HOME": "x"}) == tmp_path / ".local/state/paperbanana/runs"


def test_a_run_that_another_process_works_on_is_left_to_it(pb: Pb, tmp_path: Path) -> None:
    folder = kept(tmp_path / "state/paperbanana/runs", "ab12")
    with locked(folder):
        assert "another pb is working on task ab12" in pb("resume", "ab12").stderr
