import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import anyio
import pytest

from pb_adapters import Figure, Figures, Plot, open_figures
from pb_adapters.figures import KEY_NAME
from pb_core import Options, VlmReply, VlmRequest
from pb_core.errors import (
    Closed,
    EngineRefused,
    FolderInUse,
    InvalidRequest,
    NotFound,
    StorageError,
    TaskFailed,
    UnreadablePdf,
)
from pb_core.testing.memory import MemoryArtifacts
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader, write_pdf
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors and writes a summary."
ROWS = [{"model": "A", "accuracy": 71.5}, {"model": "B", "accuracy": 74.0}]

pytestmark = pytest.mark.usefixtures("warm_workers")


class SlowVlm(ScriptedVlm):
    """Says that it was asked, and takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = anyio.Event()

    async def complete(self, request: VlmRequest) -> VlmReply:
        self.asked.set()
        await anyio.sleep(30)
        return await super().complete(request)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("figures")


@pytest.fixture
async def figures(folder: Path) -> AsyncIterator[Figures]:
    """On the built-in engines; all tests of this module share the folder, as runs of a program do."""
    async with open_figures(folder) as figures:
        yield figures


@asynccontextmanager
async def in_memory(folder: Path, **ports: Any) -> AsyncIterator[Figures]:  # noqa: ANN401 - any port
    """Every port in memory: nothing is drawn, started or written but the lock."""
    given = {
        "vlm": ScriptedVlm(),
        "images": ScriptedImages(),
        "plots": ScriptedPlots(),
        "composer": MemoryComposer(),
        "storage": MemoryStorage(),
        "artifacts": MemoryArtifacts(),
        "pdf": InMemoryPdfReader(),
    } | ports
    async with open_figures(folder, **given) as figures:
        yield figures


async def test_a_diagram_in_several_formats_of_one_run(figures: Figures, tmp_path: Path) -> None:
    figure = await figures.diagram(TEXT, caption="Figure 1", formats=("svg", "png"))

    saved = figure.save(tmp_path / "figure.svg")
    assert (list(figure.pictures), saved.read_bytes()) == (["svg", "png"], figure.data("svg"))
    assert figure._repr_svg_() == figure.data("svg").decode()
    assert b"encoder" in figure.data("svg").lower()
    assert len(figure.task_id) == 32


async def test_a_plot_of_rows_of_columns_and_of_a_file_is_the_same(figures: Figures, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ("model", "accuracy"))
        writer.writeheader()
        writer.writerows(ROWS)

    of_rows = await figures.plot(ROWS, "bars of accuracy by model")
    of_file = await figures.plot(path, "bars of accuracy by model")

    assert isinstance(of_rows, Plot)
    assert of_rows.report.faithful
    assert of_rows.spec == of_file.spec
    assert of_rows._repr_png_() == of_rows.data("png")


async def test_a_composite_of_figures_of_this_folder(figures: Figures) -> None:
    first, second = await figures.diagram(TEXT, caption="Figure 1"), await figures.plot(ROWS, "bars of accuracy")

    whole = await figures.composite([first, second], layout="1x2", formats=("pdf",))

    assert whole.data("pdf").startswith(b"%PDF")
    assert whole.alt_text.startswith("Composite of 2 panels: (a) Flow diagram of")


async def test_a_clearer_prompt(figures: Figures) -> None:
    assert "encoder" in await figures.optimize("an encoder with a classifier head")


async def test_pages_of_a_pdf_given_as_bytes_and_as_a_path(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(write_pdf([TEXT]))
    async with in_memory(tmp_path / "data") as figures:
        by_path = await figures.diagram(path, caption="Figure 1", pages="1")
        by_bytes = await figures.diagram(path.read_bytes(), caption="Figure 1")
    assert by_path.pictures
    assert by_bytes.pictures


async def test_what_was_made_can_be_had_again_after_a_restart(tmp_path: Path) -> None:
    kept = {"storage": MemoryStorage(), "artifacts": MemoryArtifacts()}
    async with in_memory(tmp_path, **kept) as figures:
        diagram = await figures.diagram(TEXT, caption="Figure 1")
        plot = await figures.plot(ROWS, "bars of accuracy")
    async with in_memory(tmp_path, **kept) as figures:
        again = await figures.resume(diagram.task_id)
        assert (again.pictures, type(again)) == (diagram.pictures, Figure)
        assert isinstance(await figures.resume(plot.task_id), Plot)
        keys = await figures.core.keyring.list()
    assert [key.name for key in keys] == [KEY_NAME]


async def test_a_failed_task_raises_its_sentence_and_names_itself(tmp_path: Path) -> None:
    vlm = ScriptedVlm()
    vlm.script("planner", EngineRefused("the planner declines this text"))
    async with in_memory(tmp_path, vlm=vlm) as figures:
        with pytest.raises(TaskFailed, match="declines this text") as caught:
            await figures.diagram(TEXT, caption="Figure 1")
        assert len(caught.value.task_id) == 32


async def test_several_at_once(tmp_path: Path) -> None:
    made: list[Figure] = []
    async with in_memory(tmp_path) as figures, anyio.create_task_group() as group:

        async def one(number: int) -> None:
            made.append(await figures.diagram(TEXT, caption=f"Figure {number}"))

        for number in range(8):
            group.start_soon(one, number)
    assert len({figure.task_id for figure in made}) == 8


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"source": 5, "caption": "a"}, "must be text, a path or bytes, not int"),
        ({"source": Path("/no/such/file"), "caption": "a"}, "cannot be read"),
        ({"source": Path(), "caption": "a"}, "cannot be read"),
        ({"source": b"\xff\xfe", "caption": "a"}, "neither a PDF nor UTF-8"),
        ({"source": "", "caption": "a"}, "source_context must not be empty"),
        ({"source": TEXT, "caption": 7}, "caption must be a string"),
        ({"source": TEXT, "caption": "a", "pages": "1"}, "pages can only be chosen of a PDF"),
        ({"source": TEXT, "caption": "a", "iterations": "three"}, "iterations must be an integer"),
        ({"source": TEXT, "caption": "a", "iterations": 0}, "iterations must be at least 1"),
        ({"source": TEXT, "caption": "a", "aspect_ratio": "7:3"}, "aspect_ratio must be one of"),
        ({"source": TEXT, "caption": "a", "formats": ("gif",)}, "'gif' cannot be made here"),
        ({"source": TEXT, "caption": "a", "formats": ()}, "at least one name"),
        ({"source": TEXT, "caption": "a", "formats": "png"}, "a sequence"),
        ({"source": TEXT, "caption": "a", "formats": 3}, "a sequence"),
    ],
)
async def test_bad_diagrams_are_refused_before_anything_is_charged(
    tmp_path: Path, arguments: dict[str, Any], sentence: str
) -> None:
    async with in_memory(tmp_path, images=ScriptedImages()) as figures:
        with pytest.raises(InvalidRequest, match=sentence):
            await figures.diagram(**arguments)
        (key,) = await figures.core.keyring.list()
        assert key.total_used == 0


@pytest.mark.parametrize(
    ("data", "intent", "sentence"),
    [
        ("no-such-file.csv", "bars", "'no-such-file.csv' cannot be read"),
        ([], "bars", "data_json"),
        ({}, "bars", "data_json"),
        (None, "bars", "must be a file, JSON text, columns, rows or a data frame, not NoneType"),
        ([{"a": object()}], "bars", "object is no number, text or time"),
        (ROWS, "", "intent must not be empty"),
        (ROWS, None, "intent is required"),
    ],
)
async def test_bad_plots_are_refused_before_anything_is_charged(
    tmp_path: Path,
    data: Any,  # noqa: ANN401 - wrong on purpose
    intent: Any,  # noqa: ANN401 - wrong on purpose
    sentence: str,
) -> None:
    async with in_memory(tmp_path) as figures:
        with pytest.raises(InvalidRequest, match=sentence):
            await figures.plot(data, intent)
        (key,) = await figures.core.keyring.list()
        assert key.total_used == 0


async def test_bad_composites_prompts_ids_and_files(tmp_path: Path) -> None:
    async with in_memory(tmp_path) as figures:
        figure = await figures.diagram(TEXT, caption="Figure 1")
        with pytest.raises(InvalidRequest, match="drawn in this folder"):
            await figures.composite([figure, Figure(pictures={})])
        with pytest.raises(InvalidRequest, match="drawn in this folder"):
            await figures.composite(figure)  # type: ignore[arg-type]  # on purpose
        with pytest.raises(InvalidRequest, match="at least 2 items"):
            await figures.composite([figure])
        with pytest.raises(InvalidRequest, match="description must be a string"):
            await figures.optimize(3)  # type: ignore[arg-type]  # on purpose
        with pytest.raises(NotFound, match="No such task"):
            await figures.resume("0" * 32)
        with pytest.raises(UnreadablePdf):
            await figures.diagram(b"%PDF-1.7 and nothing", caption="Figure 1")
        with pytest.raises(InvalidRequest, match="was made as png, not as svg"):
            figure.save(tmp_path / "figure.svg")
        with pytest.raises(StorageError, match="cannot be written"):
            figure.save(tmp_path / "no" / "figure.png")
        assert not [path async for path in anyio.Path(tmp_path).glob("*.part")]


async def test_a_closed_facade_refuses(tmp_path: Path) -> None:
    async with in_memory(tmp_path) as figures:
        pass
    with pytest.raises(Closed, match="inside 'async with open_figures"):
        await figures.diagram(TEXT, caption="Figure 1")


async def test_two_facades_on_one_folder_are_refused_and_a_later_one_is_not(tmp_path: Path) -> None:
    async with in_memory(tmp_path):
        with pytest.raises(FolderInUse, match="open already in process"):
            async with in_memory(tmp_path):
                pass
    async with in_memory(tmp_path):
        pass


@pytest.mark.parametrize("folder", ["", 5, None, b"x"])
async def test_a_folder_is_a_path(folder: Any) -> None:  # noqa: ANN401 - wrong on purpose
    with pytest.raises(InvalidRequest, match="the folder must be a path"):
        async with open_figures(folder):
            pass


async def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(StorageError, match="cannot be used"):
        async with open_figures(path):
            pass


async def test_an_error_of_the_caller_comes_through_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with in_memory(tmp_path):
            _ = 1 / 0


async def test_a_call_that_waits_at_the_end_says_that_its_task_can_be_resumed(tmp_path: Path) -> None:
    vlm, ended, sentence = SlowVlm(), anyio.Event(), ""
    async with anyio.create_task_group() as group, in_memory(tmp_path, vlm=vlm) as figures:

        async def waiting() -> None:
            nonlocal sentence
            with pytest.raises(Closed, match="resume it with the same folder") as caught:
                await figures.diagram(TEXT, caption="Figure 1")
            sentence = str(caught.value)
            ended.set()

        group.start_soon(waiting)
        await vlm.asked.wait()
        figures.close()
        await ended.wait()
        group.cancel_scope.cancel()
    assert figures.submitted[0] in sentence


async def test_leaving_by_sys_exit_is_no_group_of_exceptions(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="7"):
        async with in_memory(tmp_path):
            raise SystemExit(7)


@pytest.mark.parametrize(
    ("ports", "sentence"),
    [
        ({"vlm": "gemini"}, "vlm is no VlmEngine: it lacks complete, model"),
        ({"pdf": 5}, "pdf is no PdfReader"),
        ({"storage": object()}, "storage is no Storage"),
        ({"options": None}, "options must be Options, not NoneType"),
        ({"options": Options(concurrency=0)}, "concurrency must be at least 1"),
        ({"options": Options(concurrency="4")}, "concurrency must be an integer"),
    ],
)
async def test_what_is_no_port_and_no_options_is_refused_at_once(
    tmp_path: Path, ports: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidRequest, match=sentence):
        async with in_memory(tmp_path, **ports):
            pass


@pytest.mark.parametrize("value", [b"a box", bytearray(b"a"), date(2026, 1, 1), Decimal(1)])
async def test_what_is_no_text_is_not_taken_for_text(tmp_path: Path, value: Any) -> None:  # noqa: ANN401
    async with in_memory(tmp_path) as figures:
        with pytest.raises(InvalidRequest, match="description must be a string"):
            await figures.optimize(value)


async def test_a_prompt_can_be_resumed_as_text(tmp_path: Path) -> None:
    async with in_memory(tmp_path) as figures:
        text = await figures.optimize("an encoder")
        again = await figures.resume(figures.submitted[0])
    assert (again.description, again.pictures) == (text, {})


async def test_candidates_stand_beside_the_best(tmp_path: Path) -> None:
    async with open_figures(tmp_path, vlm=ScriptedVlm(), images=ScriptedImages()) as figures:
        figure = await figures.diagram(TEXT, "Figure 1", iterations=1, candidates=3)
        assert len({one.data("png") for one in figure.candidates}) == 3
        assert figure.data("png") == figure.candidates[0].data("png")
        assert [one.task_id for one in (figure, *figure.candidates)] == [figures.submitted[0], "", "", ""]
        assert (await figures.resume(figure.task_id)).candidates == figure.candidates
        with pytest.raises(InvalidRequest, match="candidates must be at most 4"):
            await figures.diagram(TEXT, "Figure 1", candidates=5)


async def test_candidates_that_would_be_alike_are_refused(tmp_path: Path) -> None:
    async with open_figures(tmp_path) as figures:
        with pytest.raises(InvalidRequest, match="the rules of the engine 'offline' plan the same each time"):
            await figures.plot(ROWS, "bars of accuracy by model", candidates=2)
