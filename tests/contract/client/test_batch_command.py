"""``pb batch`` against a real server: figures in files, nothing bought twice however it ends, and what it says."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paperbanana_client import Client
from served import PbServer, serving
from support.command_line import run_here
from support.processes import clean_environment

TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors from the encoder and writes a summary."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="60" height="40"/></svg>'
TABLE = (
    "name,kind,source_file,caption,data_file,intent,output_formats,source_task_ids,description\n"
    "both,composite,,,,,png,overview; scores; icon.svg,\n"
    "overview,generate,method.txt,Figure 1,,,png;svg,,\n"
    "scores,plot,,,scores.csv,bars of accuracy by model,,,\n"
    "prompt,optimize-prompt,,,,,,,Draw an encoder.\n"
)
NOTHING = "Nothing is laid out in this sentence."

Batch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    with serving(tmp_path_factory.mktemp("batches")) as running:
        yield running


@pytest.fixture
def key(server: PbServer) -> str:
    return server.new_key(quota=100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "method.txt").write_text(TEXT)
    (tmp_path / "scores.csv").write_text("model,accuracy\na,76.1\nb,81.8\n")
    (tmp_path / "icon.svg").write_text(SVG)
    (tmp_path / "figures.csv").write_text(TABLE)
    return tmp_path


@pytest.fixture
def batch(server: PbServer, key: str, folder: Path) -> Batch:
    """Run ``pb batch``; ``key`` may be another one."""

    def run(*arguments: str, key: str = key) -> "subprocess.CompletedProcess[str]":
        return run_here("batch", *arguments, folder=folder, PAPERBANANA_API_KEY=key, PAPERBANANA_URL=server.url)

    return run


def used(server: PbServer, key: str) -> int:
    with Client(server.url, key) as client:
        return client.key().total_used


def summary(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "summary.csv").open(newline="", encoding="utf-8") as file:
        return {line["name"]: line for line in csv.DictReader(file)}


def test_a_table_becomes_files_and_is_bought_once(server: PbServer, key: str, folder: Path, batch: Batch) -> None:
    estimate = batch("figures.csv", "--dry-run")
    assert estimate.stdout.startswith("4 rows to submit: 4 units, $0.0000")
    assert used(server, key) == 0

    done = batch("figures.csv")

    assert done.returncode == 0, done.stderr
    assert done.stdout == "4 rows: 4 made; at most 4 units and $0.0000 in this run; 96 units left\n"
    made = folder / "figures-figures"
    assert sorted(path.name for path in made.iterdir()) == [
        "both.png", "overview.png", "overview.svg", "prompt.txt", "scores.png", "summary.csv"
    ]  # fmt: skip
    assert (made / "both.png").read_bytes().startswith(b"\x89PNG")
    assert {line["status"] for line in summary(made).values()} == {"made"}

    (made / "scores.png").unlink()
    again = batch("figures.csv", "--json")
    assert json.loads(again.stdout)["units_bought"] == 0
    assert (made / "scores.png").exists()
    assert batch("figures.csv", "--dry-run").stdout.startswith("0 rows to submit")
    (folder / "figures.csv.state").unlink()
    assert batch("figures.csv").returncode == 0
    assert used(server, key) == 4


def test_files_that_are_there_are_not_bought_again_where_their_tasks_are_gone(
    server: PbServer, folder: Path, batch: Batch
) -> None:
    assert batch("figures.csv").returncode == 0
    other = server.new_key(quota=100)  # which has none of the tasks, as after they were removed by age

    again = batch("figures.csv", key=other)

    assert (again.returncode, used(server, other)) == (0, 0)
    assert again.stderr.count("made before") == 4
    with (folder / "figures.csv").open("a") as table:
        table.write("more,composite,,,,,png,scores; overview,\n")
    assert batch("figures.csv", key=other).returncode == 0
    assert used(server, other) == 1
    (folder / "figures-figures" / "scores.png").unlink()
    assert batch("figures.csv", key=other).returncode == 0
    assert used(server, other) == 2


def test_a_failed_row_is_told_and_bought_again_on_demand_alone(
    server: PbServer, key: str, folder: Path, batch: Batch
) -> None:
    (folder / "t.jsonl").write_text(
        json.dumps({"name": "no", "kind": "generate", "source_context": NOTHING, "caption": "c"})
        + "\n"
        + json.dumps({"name": "on-it", "kind": "composite", "source_task_ids": ["no", "no"]})
        + "\n"
        + json.dumps({"name": "bad", "kind": "plot", "data_json": "[]", "intent": "bars"})
    )

    first = batch("t.jsonl")

    assert first.returncode == 1
    assert "pb: 3 rows were not made: 't-figures/summary.csv' says why and what to do" in first.stderr
    lines = summary(folder / "t-figures")
    assert {name: line["status"] for name, line in lines.items()} == {"no": "failed", "on-it": "open", "bad": "refused"}
    assert "--retry-failed" in lines["no"]["what_to_do"]
    assert "row 'no' was not made" in lines["on-it"]["error"]
    assert "data_json" in lines["bad"]["error"]
    assert used(server, key) == 1
    batch("t.jsonl")
    assert used(server, key) == 1
    batch("t.jsonl", "--retry-failed")
    assert used(server, key) == 2


def test_an_exhausted_quota_stops_the_run_and_the_rest_is_open(server: PbServer, folder: Path, batch: Batch) -> None:
    poor = server.new_key(quota=2)
    (folder / "p.csv").write_text("kind,description\n" + "".join(f"optimize-prompt,draw {n}\n" for n in range(4)))

    done = batch("p.csv", "--at-once", "1", key=poor)

    assert done.returncode == 1
    assert "quota" in done.stderr
    assert "2 rows are open: run the same command again afterwards" in done.stderr
    assert [line["status"] for line in summary(folder / "p-figures").values()] == ["made", "made", "open", "open"]
    with server.admin as admin:
        admin.patch(f"/api/admin/keys/{poor}", json={"quota_remaining": 2}).raise_for_status()
    assert batch("p.csv", key=poor).returncode == 0
    assert used(server, poor) == 4


def test_an_unknown_key_and_a_server_that_is_away_are_said_so(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperbanana_client.flows.TRIES", 1)
    for arguments in ((), ("--dry-run",)):
        assert batch("figures.csv", *arguments, key="pb_unknown").stderr == "pb: Invalid API key\n"
        away = batch("figures.csv", *arguments, "--server", "http://127.0.0.1:9")
        assert away.returncode == 1
        assert away.stderr.startswith("pb: http://127.0.0.1:9 did not answer")


def test_rows_that_the_server_would_refuse_are_told_by_the_estimate(folder: Path, batch: Batch) -> None:
    (folder / "m.csv").write_text("kind,description,vlm_provider\noptimize-prompt,a,\noptimize-prompt,b,gemini\n")
    done = batch("m.csv", "--dry-run")
    assert done.returncode == 1
    assert done.stderr.startswith("pb: row 2: ")
    assert "pb: 1 rows would be refused by the server; nothing was submitted" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on_where_it_was(
    server: PbServer, key: str, folder: Path, batch: Batch, how: signal.Signals
) -> None:
    rows = 60
    (folder / "many.csv").write_text("kind,description\n" + "".join(f"optimize-prompt,draw {n}\n" for n in range(rows)))
    with subprocess.Popen(
        [sys.executable, "-m", "pb_http.cli.main", "batch", "many.csv", "--at-once", "2"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        text=True,
        env=clean_environment(
            PAPERBANANA_API_KEY=key, PAPERBANANA_URL=server.url, PYTHONPATH=os.pathsep.join(sys.path)
        ),
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "60 rows; 100 units left\n"
        assert process.stderr.readline().startswith("[1/60]")
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert "run the same command again" in said
        assert "Traceback" not in said
        assert "open" in {line["status"] for line in summary(folder / "many-figures").values()}

    assert batch("many.csv").returncode == 0

    assert used(server, key) == rows
    assert len([*(folder / "many-figures").glob("*.txt")]) == rows
