import json
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from pb_http.inspections import Inspection, Inspections


@asynccontextmanager
async def inspecting(folder: Path, *lines: str) -> AsyncGenerator[Inspections]:
    """Inspections whose command is a small program."""
    inspections = Inspections(folder, command=(sys.executable, "-c", "\n".join(["import sys, time", *lines])))
    async with inspections.running():
        yield inspections


async def ended(inspections: Inspections, name: str) -> Inspection:
    """What a run that is begun now has become."""
    await inspections.begin(name)
    with anyio.fail_after(30):
        while (run := (await inspections.last())[name]).ended is None:  # noqa: ASYNC110 - as a page asks
            await anyio.sleep(0.01)
    return run


def printing(document: object) -> Sequence[str]:
    return ("print('pb: half of it', file=sys.stderr)", f"print({json.dumps(json.dumps(document))})", "sys.exit(1)")


async def test_a_run_tells_how_far_it_is_and_what_it_found(tmp_path: Path) -> None:
    found = {"sound": False, "rows": 7, "flaws": [{"check": "rows", "text": "one is lost"}], "data_dir": "x"}
    async with inspecting(tmp_path, *printing(found)) as inspections:
        run = await ended(inspections, "verify")
    assert run.progress == "half of it"
    assert run.report is not None
    assert (run.report.sound, run.report.rows, run.report.flaws[0].text) == (False, 7, "one is lost")


async def test_the_command_gets_its_name_and_the_folder(tmp_path: Path) -> None:
    told = "import json; print(json.dumps({'sound': True, 'checks': [{'check': a, 'text': ''} for a in sys.argv[1:]]}))"
    async with inspecting(tmp_path, told) as inspections:
        run = await ended(inspections, "doctor")
    assert run.report is not None
    assert [line.check for line in run.report.checks] == ["doctor", "--json", "--data-dir", str(tmp_path)]


async def test_one_run_of_a_command_is_under_way_at_a_time_and_ends_with_the_server(tmp_path: Path) -> None:
    with anyio.fail_after(30):
        async with inspecting(tmp_path, "time.sleep(600)") as inspections:
            await inspections.begin("verify")
            begun = (await inspections.last())["verify"]
            await inspections.begin("verify")
            assert (await inspections.last())["verify"] == begun
    stopped = (await inspections.last())["verify"]
    assert stopped.report is not None
    assert stopped.report.error == "pb verify was stopped with its server: run it again"
    with pytest.raises(RuntimeError, match="no run of doctor"):
        await inspections.begin("doctor")


@pytest.mark.parametrize("lines", [("print('Traceback')",), ("sys.exit(2)",)])
async def test_a_command_that_reports_nothing_is_told_of(tmp_path: Path, lines: tuple[str, ...]) -> None:
    async with inspecting(tmp_path, *lines) as inspections:
        run = await ended(inspections, "doctor")
    assert run.report is not None
    assert "pb doctor did not report" in str(run.report.error)


async def test_a_command_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    inspections = Inspections(tmp_path, command=(str(tmp_path / "nothing"),))
    async with inspections.running():
        run = await ended(inspections, "doctor")
    assert run.report is not None
    assert run.report.error
