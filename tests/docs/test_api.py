"""The API guide: its commands run, its JSON parses, its fields are the code's, its signature checks work."""

import json
import re
import runpy
from pathlib import Path

import msgspec
import pytest

from pb_core.domain.requests import (
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
    ReviseBody,
)
from pb_core.domain.webhooks import Payload
from pb_core.domain.webhooks.signatures import signature
from pb_http.history_schemas import HistoryAnswer
from pb_http.schemas import ChangeKeyBody, CreateKeyBody, KeyAnswer, TaskAnswer
from support.documents import blocks
from support.paths import ROOT
from support.processes import Run

GUIDE = "docs/api.md"
BODY, SECRET = '{"event":"task.completed","description":"α"}'.encode(), "hush"


def test_the_commands_run_as_printed(shell: Run, workplace: Path) -> None:
    shell(*blocks(GUIDE, "bash"))
    task = json.loads((workplace / "task.json").read_bytes())
    assert task["status"] == "completed"
    assert set(task) == set(TaskAnswer.__struct_fields__) - {"plot", "waiting", "damaged", "parent", "candidates"}
    plot = json.loads((workplace / "plot.json").read_bytes())
    assert set(plot) == set(TaskAnswer.__struct_fields__) - {"waiting", "damaged", "parent", "candidates"}
    assert (plot["status"], list(plot["artifacts"])) == ("completed", ["png", "svg", "pdf"])
    assert (workplace / "first-bytes").read_bytes() == b"\x89PNG\r\n\x1a\n"
    assert (workplace / "diagram.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((workplace / "key.json").read_bytes())["quota_remaining"] == 150
    history = json.loads((workplace / "history.json").read_bytes())
    assert set(history) == set(HistoryAnswer.__struct_fields__)
    assert task["task_id"] in {item["task_id"] for item in history["items"]}
    assert task["task_id"] in (workplace / "history.csv").read_text("utf-8")
    assert json.loads((workplace / "again.json").read_bytes())["status"] == "pending"


def test_every_json_block_parses() -> None:
    parsed = [json.loads(block) for block in blocks(GUIDE, "json")]
    callback = next(value for value in parsed if "event" in value and "diagram_type" in value)
    assert list(callback) == list(Payload.__struct_fields__)
    msgspec.convert(callback, Payload)
    key = next(value for value in parsed if "key" in value)
    msgspec.convert(key, KeyAnswer)


@pytest.mark.parametrize(
    "kind",
    [
        *(GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody, CompositeBody, ReviseBody),
        *(CreateKeyBody, ChangeKeyBody),
    ],
)
def test_every_field_of_every_body_is_named(kind: type[msgspec.Struct]) -> None:
    text = (ROOT / GUIDE).read_text("utf-8")
    listed = set(re.findall(r"`(\w+)`", "\n".join(line for line in text.splitlines() if line.startswith("|"))))
    assert set(kind.__struct_fields__) <= listed


def test_every_parameter_of_the_history_is_named() -> None:
    text = (ROOT / GUIDE).read_text("utf-8")
    rows = text[text.index("## History") : text.index("### Administer a task")].splitlines()
    named = {name for row in rows if row.startswith("| `") for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    document = json.loads((ROOT / "tests/contract/rest/openapi.json").read_bytes())
    parameters = document["paths"]["/api/admin/history"]["get"]["parameters"]
    assert named == {parameter["name"] for parameter in parameters} - {"Accept"}


def test_the_python_check_of_a_signature(tmp_path: Path) -> None:
    (program,) = blocks(GUIDE, "python")
    (tmp_path / "signatures.py").write_text(program)
    is_genuine = runpy.run_path(str(tmp_path / "signatures.py"))["is_genuine"]
    assert is_genuine(BODY, signature(BODY, SECRET), SECRET)
    for header in (signature(BODY + b" ", SECRET), signature(BODY, "other"), "", "sha256=ä", None):
        assert not is_genuine(BODY, header, SECRET)


@pytest.mark.usefixtures("node")
def test_the_javascript_check_of_a_signature(script: Run) -> None:
    (program,) = blocks(GUIDE, "javascript")
    headers = [signature(BODY, SECRET), signature(BODY, "other"), "short", "", None]
    calls = f"""
    const body = Buffer.from({json.dumps(BODY.decode())}), secret = {json.dumps(SECRET)};
    console.log(JSON.stringify({json.dumps(headers)}.map(header => isGenuine(body, header, secret))));
    """
    assert json.loads(script(program + calls, name="check.js").stdout) == [True, False, False, False, False]
