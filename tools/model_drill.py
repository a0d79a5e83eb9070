"""Run the service on a real model: every workflow must end with a figure or with an honest sentence.

Usage: python tools/model_drill.py MODEL.gguf [--only plot …] [--timeout 3600] [--tokens 4096]

The weaker the model, the better the drill. Without a file, the server and the model of OPENAI_COMPATIBLE_BASE_URL and
PAPERBANANA_VLM_MODEL are drilled. Prints a table of what became of each workflow, and of the steps that it took.
"""

import argparse
import base64
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pb_http.demo
from served import PbServer, database, serving

DEMO = Path(pb_http.demo.__file__).parent
CAPTION = "Figure 1: Overview of the method"
POLL = {"Prefer": "wait=60"}
DISHONEST = ("internal", "Traceback", "Error:")
"""What no sentence of a failed task may hold."""


class Ended(NamedTuple):
    """What became of one task."""

    workflow: str
    status: str
    seconds: float
    steps: str
    said: str
    figures: int

    @property
    def is_honest(self) -> bool:
        """Whether it ended with a figure or a text, or with a sentence that says why not."""
        if self.status == "completed":
            return self.figures > 0 or self.workflow == "optimisation"
        return self.status == "failed" and bool(self.said) and not any(word in self.said for word in DISHONEST)


def bodies() -> dict[str, tuple[str, dict[str, Any]]]:
    """The endpoint and the body of each workflow that asks a model."""
    method = (DEMO / "method.txt").read_text("utf-8")
    scores = '{"method": ["BM25", "Dense", "Hybrid", "Ours"], "accuracy": [62.9, 78.4, 82.6, 86.3]}'
    paper = base64.b64encode((DEMO / "paper.pdf").read_bytes()).decode()
    return {
        "methodology": ("/api/generate", {"source_context": method, "caption": CAPTION, "iterations": 2}),
        "from PDF": (
            "/api/generate-from-pdf",
            {"pdf_base64": paper, "pages": "2-3", "caption": CAPTION, "iterations": 1},
        ),
        "plot": ("/api/plot", {"data_json": scores, "intent": "bars of accuracy by method", "iterations": 2}),
        "optimisation": ("/api/optimize-prompt", {"description": "draw an encoder, a retriever and a decoder"}),
    }


def drill(server: PbServer, folder: Path, workflows: list[str]) -> list[Ended]:
    """Run the workflows one after the other, as a model of one's own answers one question at a time."""
    key = server.new_key()
    return [_ended(server, folder, key, workflow, *bodies()[workflow]) for workflow in workflows]


def _ended(server: PbServer, folder: Path, key: str, workflow: str, path: str, body: dict[str, Any]) -> Ended:
    begun = time.monotonic()
    with server.client(key) as api:
        answer = api.post(path, json=body)
        if not answer.is_success:
            return Ended(workflow, str(answer.status_code), 0.0, "", answer.json()["detail"], 0)
        task: dict[str, Any] = {"status": "pending", **answer.json()}
        while task["status"] in {"pending", "running"}:
            task = api.get(f"/api/tasks/{task['task_id']}", headers=POLL).json()
    said = task["error"] or " ".join(task.get("notes") or ()) or task["description"] or ""
    seconds = time.monotonic() - begun
    steps = _steps(folder, task["task_id"])
    return Ended(workflow, task["status"], seconds, steps, " ".join(said.split()), len(task["artifacts"]))


def _steps(folder: Path, task: str) -> str:
    """The steps that asked the model, in order, and those that failed."""
    with database(folder) as rows:
        found = rows.execute("SELECT name, state FROM steps WHERE task_id = ? ORDER BY seq", (task,)).fetchall()
    names = Counter(f"{name}{' (failed)' if state == 'failed' else ''}" for name, state in found)
    return ", ".join(names)


def main() -> None:
    """Run the drill and print its table; exits with 1 if a workflow ended with neither a figure nor a sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(bodies()), default=list(bodies()))
    parser.add_argument("--timeout", type=int, default=3_600, help="seconds that one answer may take")
    parser.add_argument("--tokens", type=int, default=4_096, help="the longest answer")
    asked = parser.parse_args()
    settings = {
        "VLM_TIMEOUT_SECONDS": str(asked.timeout),
        "VLM_MAX_OUTPUT_TOKENS": str(asked.tokens),
        "CONCURRENCY": "1",
    }
    if asked.model is not None:
        settings["LOCAL_MODEL"] = str(asked.model.absolute())
    else:
        settings |= {name: os.environ[name] for name in ("OPENAI_COMPATIBLE_BASE_URL",)}
        settings["VLM_MODEL"] = os.environ["PAPERBANANA_VLM_MODEL"]
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), **settings) as server:
        ended = drill(server, Path(folder), asked.only)
    print("| workflow | ended | figures | seconds | steps | said |", "|---|---|---|---|---|---|", sep="\n")
    for one in ended:
        print(f"| {one.workflow} | {one.status} | {one.figures} | {one.seconds:.0f} | {one.steps} | {one.said[:300]} |")
    sys.exit(not all(one.is_honest for one in ended))


if __name__ == "__main__":
    main()
