"""``POST /api/tasks/{id}/revise``: a finished figure as its author wants it, as a task of its own."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Palette, Styling
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec
from pb_core.domain.requests import MethodologyWork, PlotWork
from pb_core.domain.tasks import DiagramRecord, Outcome, PlotRecord

Site = Any  # conftest's, which test modules cannot import
Used = Callable[[], Awaitable[tuple[int, int]]]
Submit = Callable[[], Awaitable[str]]

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Encoder", evidence="An encoder feeds a decoder."),
        Element(id="b", label="Decoder", evidence="An encoder feeds a decoder."),
    ),
    connections=(Connection(source="a", target="b", evidence="An encoder feeds a decoder."),),
)
RECORD = DiagramRecord(
    spec=SPEC,
    styling=Styling(palette=Palette.SLATE),
    support=SupportReport(
        elements=(PartSupport(subject="a", support=Support.STATED), PartSupport(subject="b", support=Support.STATED)),
        connections=(PartSupport(subject="a->b", support=Support.STATED),),
    ),
    engine="vector/vector-layered",
)
PLOT = PlotSpec(
    layer=(
        Layer(
            mark=Mark(type=MarkType.BAR),
            encoding=Encoding(
                x=Channel(field="model", type=FieldType.NOMINAL),
                y=Channel(field="accuracy", type=FieldType.QUANTITATIVE),
            ),
        ),
    )
)
DATA = {"data_json": '{"model": ["A", "B"], "accuracy": [1.5, 2.5]}', "intent": "bars of accuracy by model"}
REVERSE: dict[str, Any] = {"instruction": "reverse the arrow from the encoder to the decoder"}


@pytest.fixture
async def drawn(site: Site, submit: Submit) -> str:
    """A finished diagram of the fresh key."""
    task = await submit()
    await site.complete(task, {"png": b"picture"}, diagram=RECORD)
    return task


@pytest.fixture
async def plotted(site: Site, api: httpx.AsyncClient) -> str:
    """A finished plot of the fresh key."""
    task = str((await api.post("/api/plot", json=DATA)).json()["task_id"])
    record = PlotRecord(spec=PLOT, report=FaithfulnessReport(comparisons=()))
    await site.complete(task, {"png": b"picture"}, plot=record)
    return task


async def revise(api: httpx.AsyncClient, task: str, body: dict[str, Any], **headers: str) -> httpx.Response:
    return await api.post(f"/api/tasks/{task}/revise", json=body, headers=headers)


async def test_a_revision_is_a_task_with_a_parent(api: httpx.AsyncClient, drawn: str, used: Used) -> None:
    answer = await revise(api, drawn, REVERSE)
    assert (answer.status_code, answer.json()["status"]) == (202, "pending"), answer.text
    task = answer.json()["task_id"]
    assert answer.headers["location"].endswith(f"/api/tasks/{task}")
    assert await used() == (2, 8)
    told = (await api.get(f"/api/tasks/{task}")).json()
    assert (told["parent"], told["diagram_type"]) == (drawn, "methodology")
    lines = {line["task_id"]: line for line in (await api.get("/api/tasks")).json()["tasks"]}
    assert lines[task]["parent"] == drawn
    assert "parent" not in lines[drawn]
    assert "parent" not in (await api.get(f"/api/tasks/{drawn}")).json()


async def test_a_revision_copies_what_it_needs(site: Site, api: httpx.AsyncClient, drawn: str) -> None:
    answer = await revise(api, drawn, REVERSE | {"iterations": 1, "styling": {"palette": "meadow"}})
    task = await site.storage.task(answer.json()["task_id"])
    assert isinstance(task.work, MethodologyWork)
    assert (task.work.source, task.work.canvas.iterations) == ("An encoder feeds a decoder.", 1)
    assert task.work.styling.palette is Palette.MEADOW
    assert task.work.revises is not None
    assert (task.work.revises.spec, task.work.revises.support) == (SPEC, RECORD.support)
    assert task.endpoint == "revise"


@pytest.mark.parametrize(
    "plan",
    [
        "flowchart LR\n  a[Encoder] --> c[Decoder]",
        {"elements": [{"id": "a", "label": "Encoder"}]},
        json.dumps({"elements": [{"id": "a", "label": "Encoder"}]}),
    ],
)
async def test_a_plan_replaces_the_old_one(api: httpx.AsyncClient, drawn: str, plan: object) -> None:
    answer = await revise(api, drawn, {"plan": plan, "instruction": "just a remark"})
    assert answer.status_code == 202, answer.text


async def test_the_same_request_is_charged_once(api: httpx.AsyncClient, drawn: str, used: Used) -> None:
    first = await revise(api, drawn, REVERSE, **{"Idempotency-Key": "once"})
    again = await revise(api, drawn, REVERSE, **{"Idempotency-Key": "once"})
    assert first.json()["task_id"] == again.json()["task_id"]
    assert await used() == (2, 8)
    other = await revise(api, drawn, {"instruction": "remove the decoder"}, **{"Idempotency-Key": "once"})
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "instruction is required, or a plan"),
        ({"instruction": ""}, "instruction must not be empty"),
        ({"instruction": "   "}, "instruction must not be blank"),
        ({"instruction": 3}, "instruction must be a string, not an integer"),
        ({"plan": "flowchart LR\n  a => b"}, "plan: line 2"),
        ({"plan": {"elements": []}}, "plan"),
        ({"plan": {"elements": [{"id": "z", "label": "Oracle"}]}}, "source_context names no element of the plan"),
        ({"instruction": "make it sing"}, "They know: reverse the arrow"),
        ({"instruction": "remove the oracle"}, "No part of the figure is called 'oracle'; it has 'Encoder', 'Decoder'"),
        ({"instruction": "reverse the arrow from the decoder to the encoder"}, "there is one from"),
        ({"instruction": f"remove{' ' * 3_000}the decoder"}, "instruction: a phrase of it is longer than is read"),
        (REVERSE | {"styling": {"width": "2 m"}}, "styling.width"),
        (REVERSE | {"vlm_provider": "gemini"}, "GEMINI_API_KEY"),
        (REVERSE | {"iterations": 11}, "iterations must be"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_costs_nothing(
    api: httpx.AsyncClient, drawn: str, used: Used, body: dict[str, Any], detail: str
) -> None:
    answer = await revise(api, drawn, body)
    assert (answer.status_code, detail in answer.json()["detail"]) == (422, True), answer.text
    assert await used() == (1, 9)


async def test_a_name_of_two_parts_is_asked_for_again(site: Site, api: httpx.AsyncClient, submit: Submit) -> None:
    spec = DiagramSpec(elements=(Element(id="a", label="Text encoder"), Element(id="b", label="Image encoder")))
    task = await submit()
    await site.complete(
        task, {"png": b"picture"}, diagram=DiagramRecord(spec=spec, styling=Styling(), support=SupportReport())
    )
    answer = await revise(api, task, {"instruction": "make the encoder blue"})
    assert answer.status_code == 422
    assert "'encoder' may be 'Text encoder' or 'Image encoder'" in answer.json()["detail"]


async def test_plots_are_revised(site: Site, api: httpx.AsyncClient, plotted: str) -> None:
    answer = await revise(api, plotted, {"instruction": "use a log scale on the y axis, set the title to 'Scores'"})
    assert answer.status_code == 202, answer.text
    task = await site.storage.task(answer.json()["task_id"])
    assert isinstance(task.work, PlotWork)
    assert task.work.intent.startswith(DATA["intent"])
    by_plan = await revise(api, plotted, {"plan": {"layer": json.loads(_layers()), "title": "Accuracy"}})
    assert by_plan.status_code == 202, by_plan.text


async def test_a_plot_keeps_the_ratio_that_a_revision_gave_it(site: Site, api: httpx.AsyncClient, plotted: str) -> None:
    first = (await revise(api, plotted, {"instruction": "make it 4:3"})).json()["task_id"]
    record = PlotRecord(spec=PLOT, report=FaithfulnessReport(comparisons=()), aspect_ratio="4:3")
    await site.complete(first, {"png": b"picture"}, plot=record)
    second = (await revise(api, first, {"instruction": "set the title to 'Scores'"})).json()["task_id"]
    task = await site.storage.task(second)
    assert task.work.canvas.aspect_ratio == "4:3"


def _layers() -> str:
    encoding = {"x": {"field": "model", "type": "nominal"}, "y": {"field": "accuracy", "type": "quantitative"}}
    return json.dumps([{"mark": {"type": "point"}, "encoding": encoding}])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"instruction": "rename A to B"}, "They know: call the y axis 'A'"),
        ({"instruction": "set the title to '200 runs'"}, ""),
        ({"instruction": f"set the title to '{'runs' * 100}'"}, "instruction: a phrase of it is longer than is read"),
        ({"plan": "flowchart LR"}, "plan is not valid JSON"),
        ({"plan": {"layer": []}}, "plan.layer"),
        ({"instruction": "remove the legend", "styling": {"palette": "slate"}}, "styling.palette is for diagrams"),
    ],
)
async def test_what_a_plot_cannot_be_is_refused(
    api: httpx.AsyncClient, plotted: str, body: dict[str, Any], detail: str
) -> None:
    answer = await revise(api, plotted, body)
    assert (answer.status_code == 202) is (detail == ""), answer.text
    assert detail in answer.json().get("detail", "")


async def test_only_figures_of_the_key_are_revised(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    drawn: str,
) -> None:
    other = (await admin.post("/api/admin/keys", json={"name": "other", "quota": 1})).json()["key"]
    headers = {"Authorization": f"Bearer {other}"}
    foreign = await api.post(f"/api/tasks/{drawn}/revise", json=REVERSE, headers=headers)
    unknown = await revise(api, "0" * 32, REVERSE)
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.json() == unknown.json() == {"detail": "No such task"}


async def test_only_a_finished_figure_is_revised(
    site: Site, api: httpx.AsyncClient, submit: Submit, drawn: str
) -> None:
    pending, failed, unkept = await submit(), await submit(), await submit()
    await site.end(await site.claim(failed), Outcome(error="it failed"))
    await site.complete(unkept, {"png": b"picture"})
    prompt = (await api.post("/api/optimize-prompt", json={"description": "draw"})).json()["task_id"]
    body = {"source_task_ids": [drawn, drawn]}
    composite = (await api.post("/api/composite", json=body)).json()["task_id"]
    expected = {
        pending: "only a completed figure",
        failed: "This task failed",
        unkept: "plan was not kept",
        prompt: "a prompt optimisation has no figure",
        composite: "a composite has no plan of its own",
    }
    for task, detail in expected.items():
        answer = await revise(api, task, REVERSE)
        assert (answer.status_code, detail in answer.json()["detail"]) == (422, True), answer.text


async def test_an_exhausted_key_revises_nothing(
    api: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    key: str,
    drawn: str,
) -> None:
    await admin.patch(f"/api/admin/keys/{key}", json={"quota_remaining": 0})
    assert (await revise(api, drawn, REVERSE)).status_code == 403
