"""One run in this process, on a pipeline that a test scripts; whole commands are tested beside theirs."""

import json
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path

import click
import pytest
from msgspec.structs import replace

from pb_adapters.built_in import OwnEngines, OwnPorts, open_engines, open_ports
from pb_core.application.assembly import Core, Options, assemble
from pb_core.domain.requests import GenerateBody, PlotBody
from pb_core.errors import EngineRefused, InvalidRequest
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.testing.memory import MemoryArtifacts
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm
from pb_http import logs
from pb_http.cli import running
from pb_http.cli.errors import NOTED, Failure, Interrupted
from pb_http.cli.outputs import Output
from pb_http.cli.reporting import Reporter
from pb_http.cli.runs import KeptRun, kept_runs
from pb_http.settings import Settings

QUIET = Reporter(quiet=True)
BODY = GenerateBody(source_context=SOURCE, caption="Figure 1", iterations=1)


class Noting(ScriptedImages):
    """Has something to say of every picture."""

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        return replace(await super().draw(request, submission), notes=("its labels were shortened",))


class Pipeline:
    """The scripted engines of a run; ``storage`` and ``artifacts`` are kept from one run to the next."""

    def __init__(self) -> None:
        self.vlm, self.images, self.plots = ScriptedVlm(), ScriptedImages(), ScriptedPlots()
        self._kept = OwnPorts(storage=MemoryStorage(), artifacts=MemoryArtifacts(), pdf=InMemoryPdfReader())

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncGenerator[Core]:
        assert settings.concurrency == 1
        options = Options(concurrency=1, lease=settings.lease)
        own = OwnEngines(vlm=self.vlm, images=self.images, plots=self.plots, composer=MemoryComposer())
        async with AsyncExitStack() as stack:
            engines = await open_engines(stack, options, own)
            yield assemble(await open_ports(stack, settings.data_dir, engines, options, self._kept), options)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pipeline:
    """Commands run on it, and keep their runs in ``state``; the working folder is temporary too."""
    pipeline = Pipeline()
    monkeypatch.setattr(running, "open_core", pipeline.open)
    monkeypatch.setattr(logs, "configure", lambda **_: None)
    monkeypatch.setenv("PAPERBANANA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return pipeline


def png(folder: Path, name: str = "f.png") -> Output:
    return Output(str(folder / name), "png")


def only_run(folder: Path) -> KeptRun:
    (kept,) = kept_runs(folder / "state/runs")
    return kept


@pytest.mark.usefixtures("pipeline")
def test_a_run_is_delivered_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    running.start("generate", BODY, (png(tmp_path), png(tmp_path, "g.png")), Reporter())

    told = capsys.readouterr()
    kept = only_run(tmp_path)
    assert told.out == "f.png\ng.png\n"
    assert told.err.startswith(f"pb: task {kept.run.task_id}\n")
    assert (tmp_path / "f.png").read_bytes() == (tmp_path / "g.png").read_bytes()
    assert (kept.run.command, kept.run.ended) == ("generate", True)


@pytest.mark.usefixtures("pipeline")
def test_as_json_a_plot_has_its_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = PlotBody(data_json='{"method": ["a", "b"], "score": [1, 2]}', intent="bars", iterations=1)
    running.start("plot", body, (png(tmp_path),), Reporter(as_json=True, quiet=True))

    told = json.loads(capsys.readouterr().out)
    assert {"task_id", "command", "outputs", "description", "notes", "cost_usd"} <= told.keys()
    assert (told["command"], told["report"]["mismatches"]) == ("plot", [])


def test_a_failed_task_is_a_failure_that_names_it(pipeline: Pipeline, tmp_path: Path) -> None:
    pipeline.vlm.script("planner", EngineRefused("the planner declines"))
    with pytest.raises(Failure, match="the planner declines") as caught:
        running.start("generate", BODY, (png(tmp_path),), QUIET)

    assert caught.value.task_id == only_run(tmp_path).run.task_id
    assert only_run(tmp_path).run.ended
    assert not (tmp_path / "f.png").exists()


@pytest.mark.parametrize(
    ("body", "output", "error", "sentence"),
    [
        (
            BODY,
            Output("/f.svg", "svg"),
            Failure,
            "engine scripted draws png, mermaid only, so '/f.svg' cannot be written",
        ),
        (replace(BODY, iterations=99), Output("/f.png", "png"), InvalidRequest, "iterations"),
    ],
)
def test_what_is_refused_buys_nothing_and_leaves_no_run(
    pipeline: Pipeline, tmp_path: Path, body: GenerateBody, output: Output, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        running.start("generate", body, (output,), QUIET)

    assert pipeline.vlm.requests == []
    assert list((tmp_path / "state/runs").iterdir()) == []


def test_a_picture_that_cannot_be_written_is_kept_and_delivered_later(pipeline: Pipeline, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"cannot be written .*; the picture is kept: pb resume \w{8} -o ANOTHER"):
        running.start("generate", BODY, (png(tmp_path, "no/f.png"),), QUIET)
    calls = len(pipeline.vlm.requests)

    running.go_on(only_run(tmp_path).short_id, (png(tmp_path),), QUIET)

    assert (tmp_path / "f.png").exists()
    assert len(pipeline.vlm.requests) == calls
    with pytest.raises(Failure, match=r"task \w{8} makes png, mermaid only"):
        running.go_on(only_run(tmp_path).short_id, (Output(str(tmp_path / "f.pdf"), "pdf"),), QUIET)


def test_ctrl_c_keeps_what_was_begun(pipeline: Pipeline, tmp_path: Path) -> None:
    def interrupt(_: object) -> str:
        signal.raise_signal(signal.SIGTERM)
        return "not read any more"

    pipeline.vlm.script("planner", interrupt)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Interrupted, match=r"what was done is kept: pb resume \w{8}"):
        running.start("generate", BODY, (png(tmp_path),), QUIET)

    assert signal.getsignal(signal.SIGTERM) is before
    assert not only_run(tmp_path).run.ended
    running.go_on(only_run(tmp_path).short_id, (), QUIET)
    assert (tmp_path / "f.png").exists()


@pytest.mark.usefixtures("pipeline")
def test_ctrl_c_before_anything_was_begun_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def slow(_: Settings) -> AsyncGenerator[Core]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(running, "open_core", slow)
    with pytest.raises(Interrupted, match="interrupted before anything was done"):
        running.start("generate", BODY, (png(tmp_path),), QUIET)
    assert list((tmp_path / "state/runs").iterdir()) == []


@pytest.mark.parametrize("strict", [False, True])
def test_notes_are_said_and_strict_makes_them_a_status(
    pipeline: Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, strict: bool
) -> None:
    pipeline.images = Noting()
    with pytest.raises(click.exceptions.Exit) if strict else nullcontext() as caught:
        running.start("generate", BODY, (png(tmp_path),), Reporter(strict=strict))

    assert "pb: note: its labels were shortened\n" in capsys.readouterr().err
    assert (tmp_path / "f.png").exists()
    assert caught is None or caught.value.exit_code == NOTED


@pytest.mark.usefixtures("pipeline")
def test_a_run_whose_task_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running.start("generate", BODY, (png(tmp_path),), QUIET)
    kept = only_run(tmp_path)
    fresh = Pipeline()

    @asynccontextmanager
    async def emptied(settings: Settings) -> AsyncGenerator[Core]:
        async with fresh.open(settings) as core:
            await core.keyring.create("another")
            yield core

    monkeypatch.setattr(running, "open_core", emptied)
    with pytest.raises(Failure, match=f"the run in {kept.folder} is damaged"):
        running.go_on(kept.short_id, (), QUIET)


def test_json_and_a_picture_do_not_share_standard_output() -> None:
    for run in (partial(running.start, "generate", BODY), partial(running.go_on, "ab12")):
        with pytest.raises(click.UsageError, match="both write to standard output"):
            run((Output("-", "png"),), Reporter(as_json=True))
