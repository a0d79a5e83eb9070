"""Plans in and out: the field ``plan``, plans within a text, ``styling``, and ``GET /api/tasks/{id}/plan``."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import msgspec
import pytest

from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, ElementKind, Palette, Styling
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tasks import DiagramRecord, PlotRecord

Used = Callable[[], Awaitable[tuple[int, int]]]

CAPTION = {"caption": "Figure 1: Overview"}
FLOWCHART = "flowchart LR\n  a[[Encoder]] -->|vectors| b([Summary])\n"
SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Encoder", kind=ElementKind.MODEL, evidence="The encoder reads."),
        Element(id="b", label="Summary", kind=ElementKind.OUTPUT),
    ),
    connections=(Connection(source="a", target="b", label="vectors"),),
)
RECORD = DiagramRecord(
    spec=SPEC,
    styling=Styling(palette=Palette.SLATE, direction=Direction.RIGHT, emphasis=("a",)),
    support=SupportReport(
        elements=(
            PartSupport(
                subject="a", support=Support.STATED, quotation="The encoder reads.", why="Its quotation names it."
            ),
            PartSupport(subject="b", support=Support.UNSUPPORTED, why="It quotes no words of the source."),
        ),
        connections=(
            PartSupport(subject="a->b", support=Support.SEQUENCE, quotation="Encoder -> Summary", why="So said."),
        ),
    ),
)
PLAN: dict[str, Any] = {
    "version": 1,
    "elements": [{"id": "a", "label": "Encoder", "kind": "model"}, {"id": "b", "label": "Summary"}],
    "connections": [{"from": "a", "to": "b", "label": "vectors"}],
}
DATA = {"data_json": '{"model": ["A", "B"], "accuracy": [1.5, 2.5]}'}
PLOT: dict[str, Any] = {
    "layer": [
        {
            "mark": {"type": "bar"},
            "encoding": {
                "x": {"field": "model", "type": "nominal"},
                "y": {"field": "accuracy", "type": "quantitative"},
            },
        }
    ]
}
VEGA_LITE: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "mark": "bar",
    "encoding": {"x": {"field": "model", "type": "nominal"}, "y": {"field": "accuracy", "type": "quantitative"}},
}


def with_elements(**fields: object) -> dict[str, Any]:
    return PLAN | {"elements": [{"id": "a", "label": "Encoder"} | fields, {"id": "b", "label": "Summary"}]}


@pytest.mark.parametrize(
    "plan", [FLOWCHART, PLAN, json.dumps(PLAN), json.dumps(PLAN | {"styling": {"palette": "slate"}})]
)
async def test_a_plan_needs_no_text(api: httpx.AsyncClient, used: Used, plan: object) -> None:
    answer = await api.post("/api/generate", json=CAPTION | {"plan": plan})

    assert (answer.status_code, answer.json()["status"]) == (202, "pending"), answer.text
    assert await used() == (1, 9)


@pytest.mark.parametrize(
    "fields", [{"source_context": "The encoder reads."}, {"source_context": "Nothing.", "grounding": "lenient"}]
)
async def test_a_plan_may_be_held_against_a_text(api: httpx.AsyncClient, fields: dict[str, str]) -> None:
    assert (await api.post("/api/generate", json=CAPTION | {"plan": PLAN} | fields)).status_code == 202


async def test_a_verdict_that_a_caller_gives_is_ignored(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/generate", json=CAPTION | {"plan": with_elements(verdict="stated")})

    assert answer.status_code == 202


@pytest.mark.parametrize(
    "source",
    [
        "Encoder -> Decoder -> Summary",
        f"Our method:\n```mermaid\n{FLOWCHART}```\nEnd.",
        FLOWCHART,
        "The encoder reads a report and writes a summary -> a list of facts.",
    ],
)
async def test_a_text_may_be_a_plan(api: httpx.AsyncClient, source: str) -> None:
    assert (await api.post("/api/generate", json=CAPTION | {"source_context": source})).status_code == 202


@pytest.mark.parametrize("plan", [PLOT, json.dumps(PLOT), PLOT | {"version": 1}, VEGA_LITE, json.dumps(VEGA_LITE)])
async def test_a_plan_of_a_plot_needs_no_intent(api: httpx.AsyncClient, used: Used, plan: object) -> None:
    answer = await api.post("/api/plot", json=DATA | {"plan": plan})

    assert answer.status_code == 202, answer.text
    assert await used() == (1, 9)


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("generate", CAPTION, "source_context is required"),
        ("generate", CAPTION | {"source_context": None, "plan": None}, "source_context is required"),
        ("plot", DATA, "intent is required"),
        ("plot", DATA | {"intent": None}, "intent is required"),
        ("generate", {"plan": FLOWCHART}, "caption is required"),
        ("generate", CAPTION | {"plan": ""}, "plan must not be empty"),
        ("generate", CAPTION | {"plan": 3}, "plan must be a string or an object, not an integer"),
        ("generate", CAPTION | {"plan": "x" * 1_000_001}, "plan must have at most 1000000 characters"),
        ("generate", CAPTION | {"plan": {}}, "plan.elements is required"),
        ("generate", CAPTION | {"plan": "[]"}, "plan must be a JSON object"),
        ("generate", CAPTION | {"plan": "{"}, "plan is not valid JSON at line 1, column 2"),
        ("generate", CAPTION | {"plan": '{"a": 1, "a": 2}'}, "plan gives the field 'a' twice"),
        ("generate", CAPTION | {"plan": '{"a":' * 50_000}, "plan is nested too deeply"),
        (
            "generate",
            CAPTION | {"plan": with_elements(colour="red")},
            "plan.elements[0].colour is not a field that is known",
        ),
        ("generate", CAPTION | {"plan": with_elements(kind="robot")}, "plan.elements[0].kind must be one of input, "),
        ("generate", CAPTION | {"plan": with_elements(id="b")}, "plan: the id 'b' is used more than once"),
        ("generate", CAPTION | {"plan": PLAN | {"version": 2}}, "plan.version must be one of 1; it is '2'"),
        ("generate", CAPTION | {"plan": PLAN | {"connections": [{"from": "a", "to": "z"}]}}, "unknown id 'z'"),
        ("generate", CAPTION | {"plan": PLAN | {"styling": {"emphasis": ["z"]}}}, "plan: emphasis names 'z'"),
        (
            "generate",
            CAPTION | {"plan": "Once upon a time"},
            "plan: line 1: 'Once upon a time': a flowchart begins with",
        ),
        ("generate", CAPTION | {"plan": FLOWCHART + "b => c"}, "plan: line 3: 'b => c': a thick arrow has two signs"),
        ("generate", CAPTION | {"plan": 'flowchart LR\na["<script>x</script>"]'}, "line 2: "),
        (
            "generate",
            CAPTION | {"source_context": f"Text.\n```mermaid\n{FLOWCHART}b -> c\n```"},
            "source_context: line 5: 'b -> c': an arrow has two dashes: -->",
        ),
        (
            "generate",
            CAPTION | {"source_context": f"```mermaid\n{FLOWCHART}```\n" * 2},
            "source_context: the text holds 2 Mermaid flowcharts: send one for each figure",
        ),
        ("generate", CAPTION | {"plan": PLAN, "source_context": " "}, "source_context must not be blank"),
        ("generate", CAPTION | {"plan": PLAN, "styling": {"emphasis": ["z"]}}, "styling.emphasis names 'z'"),
        ("generate", CAPTION | {"plan": PLAN, "styling": {"palette": "pink"}}, "styling.palette must be one of harbor"),
        ("generate", CAPTION | {"plan": PLAN, "styling": {"font": "x"}}, "styling"),
        (
            "generate",
            CAPTION | {"plan": PLAN, "source_context": "Nothing of the kind."},
            "source_context names no element of the plan, not even 'Encoder': leave source_context out, or send",
        ),
        ("plot", DATA | {"plan": VEGA_LITE | {"mark": "blob"}}, "plan.mark"),
        ("plot", DATA | {"plan": VEGA_LITE | {"colour": "red"}}, "plan.colour"),
        ("plot", DATA | {"plan": VEGA_LITE | {"data": {"values": [{"a": 1}]}}}, "plan.data: data come from data_json"),
        ("plot", DATA | {"plan": VEGA_LITE | {"data": {"url": "https://x.y"}}}, "plan.data: data come from data_json"),
        (
            "plot",
            DATA | {"plan": VEGA_LITE | {"layer": [{}, {"data": {"url": "file:///x"}}]}},
            "plan.layer[1].data: data come from data_json",
        ),
        (
            "plot",
            DATA | {"plan": VEGA_LITE | {"datasets": {"a": []} | {"b": [1]}}},
            "plan.datasets: data come from data_json",
        ),
        ("plot", DATA | {"plan": FLOWCHART}, "plan is not valid JSON at line 1, column 1"),
        (
            "plot",
            DATA | {"plan": json.loads(json.dumps(PLOT).replace('"accuracy"', '"speed"'))},
            "plan.layer[0].encoding.y.field: ",
        ),
        ("plot", DATA | {"plan": PLOT | {"datum": 1}}, "plan.datum is not a field that is known"),
        ("plot", DATA | {"plan": PLOT, "intent": " "}, "intent must not be blank"),
    ],
)
async def test_what_is_wrong_is_said_before_anything_is_charged(
    api: httpx.AsyncClient,
    site: Any,  # noqa: ANN401 - conftest's Site
    used: Used,
    path: str,
    body: dict[str, Any],
    detail: str,
) -> None:
    files = site.files()

    answer = await api.post(f"/api/{path}", json=body)

    assert answer.status_code == 422, answer.text
    assert detail in answer.json()["detail"]
    assert "\n" not in answer.json()["detail"]
    assert await used() == (0, 10)
    assert site.files() == files


@pytest.mark.parametrize("path", ["generate", "generate-from-pdf"])
async def test_styling_is_checked_with_every_diagram(api: httpx.AsyncClient, path: str) -> None:
    body = CAPTION | {
        "source_context": "An encoder feeds a decoder.",
        "pdf_base64": "JVBERi0=",
        "styling": {"direction": "x"},
    }

    answer = await api.post(f"/api/{path}", json=body)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("styling.direction must be one of auto, right, down, left, up; it is")


async def test_an_idempotency_key_stands_for_a_plan(api: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "a-plan"}
    first = await api.post("/api/generate", json=CAPTION | {"plan": PLAN}, headers=headers)

    again = await api.post("/api/generate", json=CAPTION | {"plan": PLAN}, headers=headers)
    other = await api.post("/api/generate", json=CAPTION | {"plan": FLOWCHART}, headers=headers)

    assert again.json() == first.json()
    assert other.status_code == 422


@pytest.fixture
async def plan(api: httpx.AsyncClient, site: Any) -> str:  # noqa: ANN401 - conftest's Site
    """The address of the plan of a finished diagram."""
    task_id = (await api.post("/api/generate", json=CAPTION | {"plan": FLOWCHART})).json()["task_id"]
    await site.complete(task_id, {"png": b"png"}, diagram=RECORD)
    return f"/api/tasks/{task_id}/plan"


async def test_the_plan_comes_as_json_and_is_taken_again(api: httpx.AsyncClient, plan: str) -> None:
    answer = await api.get(plan)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    told = answer.json()
    assert told["version"] == 1
    assert told["elements"][0] == {
        "id": "a",
        "label": "Encoder",
        "kind": "model",
        "evidence": "The encoder reads.",
        "verdict": "stated",
        "why": "Its quotation names it.",
    }
    assert told["elements"][1]["verdict"] == "unsupported"
    assert (told["connections"][0]["verdict"], told["connections"][0]["evidence"]) == ("sequence", "Encoder -> Summary")
    assert told["styling"] == {"palette": "slate", "direction": "right", "emphasis": ["a"]}
    assert (await api.post("/api/generate", json=CAPTION | {"plan": told})).status_code == 202


async def test_the_plan_comes_as_mermaid_and_is_taken_again(api: httpx.AsyncClient, plan: str) -> None:
    answer = await api.get(plan, params={"format": "mermaid"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/vnd.mermaid; charset=utf-8")
    assert answer.text.startswith("flowchart LR\n")
    assert 'a -->|"vectors"| b' in answer.text
    assert (await api.post("/api/generate", json=CAPTION | {"plan": answer.text})).status_code == 202


async def test_the_headers_are_those_of_pictures(api: httpx.AsyncClient, plan: str) -> None:
    answer = await api.get(plan)

    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('inline; filename="methodology-')
    assert answer.headers["content-disposition"].endswith('.json"')
    assert "sandbox" in answer.headers["content-security-policy"]
    again = await api.get(plan, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await api.head(plan)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    assert (await api.head(plan, params={"format": "mermaid"})).headers["etag"] != answer.headers["etag"]


async def test_a_plot_has_a_plan_in_json_alone(api: httpx.AsyncClient, site: Any) -> None:  # noqa: ANN401 - conftest's Site
    task_id = (await api.post("/api/plot", json=DATA | {"plan": PLOT})).json()["task_id"]
    report = FaithfulnessReport(comparisons=())
    record = PlotRecord(spec=msgspec.convert(PLOT, PlotSpec), report=report)
    await site.complete(task_id, {"png": b"png"}, plot=record)

    answer = await api.get(f"/api/tasks/{task_id}/plan")
    refused = await api.get(f"/api/tasks/{task_id}/plan", params={"format": "mermaid"})

    assert answer.json() == {"version": 1} | PLOT
    assert (await api.post("/api/plot", json=DATA | {"plan": answer.json()})).status_code == 202
    assert (refused.status_code, refused.json()) == (
        422,
        {"detail": "format mermaid is for diagrams: the plan of a plot is JSON"},
    )


@pytest.mark.parametrize("fmt", ["", "JSON", "yaml", "x" * 10_000])
async def test_an_unknown_format_is_refused(api: httpx.AsyncClient, plan: str, fmt: str) -> None:
    answer = await api.get(plan, params={"format": fmt})

    assert (answer.status_code, answer.json()) == (422, {"detail": "format must be one of json, mermaid"})


async def test_a_task_without_a_plan_says_why(api: httpx.AsyncClient, site: Any) -> None:  # noqa: ANN401 - conftest's Site
    pending = (await api.post("/api/generate", json=CAPTION | {"plan": PLAN})).json()["task_id"]
    prompt = (await api.post("/api/optimize-prompt", json={"description": "draw an encoder"})).json()["task_id"]
    sentences = {
        f"/api/tasks/{pending}/plan": "The task is pending, so it has no plan",
        f"/api/tasks/{prompt}/plan": "A prompt_optimization task has no plan: diagrams and plots have one",
        "/api/tasks/nowhere/plan": "No such task",
    }
    for path, sentence in sentences.items():
        answer = await api.get(path)
        assert (answer.status_code, answer.json()) == (404, {"detail": sentence})
    await site.complete(pending, {"png": b"png"})
    assert "earlier version" in (await api.get(f"/api/tasks/{pending}/plan")).json()["detail"]


async def test_a_plan_is_its_owners(admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, plan: str) -> None:
    stranger = (await admin.post("/api/admin/keys", json={"name": "stranger"})).json()["key"]

    answer = await anonymous.get(plan, headers={"Authorization": f"Bearer {stranger}"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "No such task"})
    assert (await anonymous.get(plan)).status_code == 401
