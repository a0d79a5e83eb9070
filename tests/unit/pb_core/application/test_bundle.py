"""Bundles: all that a figure was made of, readable, without a secret."""

import io
import json
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.bundle import Bundles
from pb_core.application.keyring import KeyChange
from pb_core.application.plans import PlanReader
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Styling
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.requests import (
    CompositeWork,
    DiagramSource,
    MethodologyWork,
    PdfPages,
    PlotSource,
    PlotWork,
    SourceFigure,
    StoredData,
    Work,
)
from pb_core.domain.tasks import Candidate, PlotRecord, Task, TaskKind, TaskResult, TaskStatus
from pb_core.errors import NotFound
from pb_core.testing.memory import MemoryArtifacts
from pb_core.testing.memory.plots import sample_spec
from support.installation import DIAGRAM, PROMPT, Installation, installation

ADDRESS = "https://figures.example.org"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
SECRETS = ("whsec_hush", "receiver.example.org", "pb_")


async def files(bundles: Bundles, task: Task) -> dict[str, bytes]:
    data = b"".join([part async for part in bundles.of(task, ADDRESS)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def drawn(core: Installation, **changes: object) -> Task:
    task = await core.service.submit(core.key, replace(DIAGRAM, **changes))
    await core.worker().run_once()
    return await core.again(task)


async def test_a_diagram_with_everything_that_it_was_made_of() -> None:
    core = await installation()
    task = await drawn(core)
    found = await files(core.service.bundles, task)
    assert list(found) == [
        "figure.png", "request.json", "source.txt", "plan.json", "plan.mmd", "alt.txt", "caption.txt", "figure.tex",
        "figure.json", "description.txt", "steps.json", "README.txt",
    ]  # fmt: skip
    assert found["source.txt"].decode() == DIAGRAM.source_context
    assert json.loads(found["request.json"])["caption"] == DIAGRAM.caption
    assert found["figure.png"] == await core.artifacts.get(task.key_id, task.result.artifacts[0].digest)  # type: ignore[union-attr]  # completed
    steps = json.loads(found["steps.json"])
    assert [step["name"] for step in steps] == await core.names(task)
    assert all(len(step["prompt_digest"]) == 71 for step in steps)
    assert json.loads(found["figure.json"])["provenance"]["task"] == task.id


async def test_its_plan_can_be_sent_again() -> None:
    core = await installation()
    found = await files(core.service.bundles, await drawn(core))
    PlanReader().diagram(found["plan.json"].decode())


async def test_no_secret_is_among_the_files() -> None:
    core = await installation()
    await core.keyring.change(core.key.id, KeyChange(webhook_secret=SECRETS[0]))
    task = await drawn(core, webhook_url=f"https://{SECRETS[1]}/hook")
    assert task.callback is not None
    told = b"".join((await files(core.service.bundles, task)).values()).decode(errors="replace")
    assert not [secret for secret in SECRETS if secret in told]


async def test_a_text_has_a_bundle_too() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    await core.worker().run_once()
    found = await files(core.service.bundles, await core.again(task))
    assert list(found) == ["request.json", "figure.json", "description.txt", "steps.json", "README.txt"]


async def test_what_was_lost_is_left_out_and_named() -> None:
    core = await installation()
    task = await drawn(core)
    await core.artifacts.remove_owner(task.key_id)
    found = await files(core.service.bundles, task)
    assert "figure.png" not in found
    assert b"figure.png       was damaged or lost" in found["README.txt"]


async def test_what_is_not_completed_has_none() -> None:
    core = await installation()
    task = await core.service.submit(core.key, DIAGRAM)
    with pytest.raises(NotFound, match="The task is pending, so it has no bundle"):
        core.service.bundles.of(task, ADDRESS)


async def put(artifacts: MemoryArtifacts, form: str, data: bytes) -> Artifact:
    digest = await artifacts.put("k", data)
    return Artifact(format=form, media_type="", digest=digest, size=len(data), width=1, height=1)


def completed(work: Work, result: TaskResult) -> Task:
    kind, status = TaskKind.STATISTICAL_PLOT, TaskStatus.COMPLETED
    return Task(
        id="t", key_id="k", kind=kind, endpoint="plot", work=work, public_url="", created_at=NOW, status=status,
        result=result,
    )  # fmt: skip


async def test_a_plot_with_its_data_and_its_proof() -> None:
    core = await installation()
    png, pdf = await put(core.artifacts, "png", b"a"), await put(core.artifacts, "pdf", b"b")
    data = await core.artifacts.put("k", b'[{"x": 1}]')
    work = PlotWork(intent="bars", data=StoredData(digest=data, path="/secret"), formats=("png", "pdf"))
    record = PlotRecord(spec=sample_spec(), report=FaithfulnessReport(comparisons=()))
    task = completed(work, TaskResult(description="d", artifacts=(png, pdf), plot=record))
    found = await files(core.service.bundles, task)
    assert found["data.json"] == b'[{"x": 1}]'
    assert "report" in json.loads(found["report.json"])
    assert b"{figure.pdf}" in found["figure.tex"]
    assert "plan.mmd" not in found
    assert not [name for name, content in found.items() if b"/secret" in content]


async def test_a_composite_with_its_panels_and_their_plans() -> None:
    core = await installation()
    png = await put(core.artifacts, "png", b"a")
    spec = DiagramSpec(elements=(Element(id="a", label="A"),))
    diagram = DiagramSource(spec=spec, styling=Styling(), engine="vector/vector-1")
    plot = PlotSource(spec=sample_spec(), data=StoredData(digest="d" * 64, path="/secret"))
    sources = tuple(
        SourceFigure(task_id=name, kind="k", pictures=(png,), drawn_from=source)
        for name, source in (("a", diagram), ("b", plot), ("c", None))
    )
    task = completed(CompositeWork(sources=sources), TaskResult(description="d", artifacts=(png,)))
    found = await files(core.service.bundles, task)
    assert [name for name in found if name.startswith("panels/")] == [
        "panels/1.png", "panels/2.png", "panels/3.png", "panels/1-plan.json", "panels/2-plan.json",
    ]  # fmt: skip


async def test_a_figure_of_a_pdf_with_that_pdf() -> None:
    core = await installation()
    png, pdf = await put(core.artifacts, "png", b"a"), await core.artifacts.put("k", b"%PDF-1.7")
    work = MethodologyWork(caption="c", pdf=PdfPages(digest=pdf, path="/secret", pages=(1,)))
    found = await files(core.service.bundles, completed(work, TaskResult(description="d", artifacts=(png,))))
    assert found["source.pdf"] == b"%PDF-1.7"
    assert msgspec.json.decode(found["request.json"])["pages"] == "1"


async def test_all_candidates_are_in_it() -> None:
    core = await installation()
    first, second = await put(core.artifacts, "png", b"a"), await put(core.artifacts, "png", b"b")
    results = [TaskResult(description="d", artifacts=(picture,)) for picture in (first, second)]
    candidates = tuple(
        Candidate(index=number, result=result, engine="e", best=number == 2) for number, result in enumerate(results, 1)
    )
    work = MethodologyWork(caption="c", source="s")
    task = completed(work, TaskResult(description="d", artifacts=(second,), candidates=candidates))
    found = await files(core.service.bundles, task)
    assert (found["figure.png"], found["candidates/1/figure.png"]) == (b"b", b"a")
    assert [one["best"] for one in json.loads(found["figure.json"])["candidates"]] == [False, True]
