"""Work: clients that submit tasks of all five kinds, each with an idempotency key, until the server takes it."""

import base64
import json
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx

TEXT = """The encoder maps each token of the sentence to a vector. The retriever passes related passages to the
fusion module. The fusion module passes the merged memory to the decoder. The decoder writes the summary."""
ROWS = {"model": ["A", "B", "C"], "accuracy": [71.2, 74.9, 80.1]}
PAPER = Path(__file__).parents[2] / "src/pb_http/demo/paper.pdf"

PAUSE_SECONDS = 0.05
"""Between a request that found no server, or no room, and the next."""

AGAIN = {429, 502, 503, 504}
"""What a server that has no room answers, and a proxy before one that has gone."""

MOST_WAITING = 20
"""Tasks that may wait before clients hold back: a queue that only grows tells nothing, and ends at its deadline."""


class Request(NamedTuple):
    """One submission: where it goes and what it says."""

    kind: str
    path: str
    body: dict[str, Any]


class Clients:
    """Threads that submit until ``finish`` is called; ``accepted`` has the task of each idempotency key.

    ``url`` may change with every restart of the server. A request whose answer was lost is sent again with its key,
    as a client of the API would, so that every key ends with one task.
    """

    def __init__(self, api_key: str, hook: str, *, seed: int, threads: int = 3, pause: float = 0.0) -> None:
        self.url = ""
        self.accepted: dict[str, str] = {}
        self.kinds: dict[str, int] = {}
        self.repeated = 0
        self.refusals: list[str] = []
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._hook, self._pause = hook, pause
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(  # a drill that fails does not wait for what they submit
                target=self._submit_all,
                args=(number, random.Random(seed + number)),  # noqa: S311 - no secret
                daemon=True,
            )
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Submit nothing new, and wait until every request under way has its answer."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _submit_all(self, number: int, chance: random.Random) -> None:
        with httpx.Client(headers=self._headers, timeout=30) as http:
            for count, request in enumerate(self._requests(chance, http)):
                self._submit(http, f"client {number}, request {count}", request)
                self._ending.wait(self._pause)
                while not self._ending.is_set() and self._is_full(http):
                    self._ending.wait(0.5)

    def _requests(self, chance: random.Random, http: httpx.Client) -> Iterator[Request]:
        """Random kinds; a composite once two figures of this key are there."""
        paper = base64.b64encode(PAPER.read_bytes()).decode()
        while not self._ending.is_set():
            caption = f"Figure {chance.randrange(10**6)}: Overview"
            choices = [
                Request("generate", "/api/generate", {"source_context": TEXT, "caption": caption}),
                Request("pdf", "/api/generate-from-pdf", {"pdf_base64": paper, "pages": "2", "caption": caption}),
                Request("prompt", "/api/optimize-prompt", {"description": f"Draw an encoder and a decoder, {caption}"}),
                Request("plot", "/api/plot", {"data_json": json.dumps(ROWS), "intent": "bars of accuracy by model"}),
            ]
            if sources := self._figures(http):
                choices.append(Request("composite", "/api/composite", {"source_task_ids": sources, "layout": "1x2"}))
            yield chance.choice(choices)

    def _is_full(self, http: httpx.Client) -> bool:
        return len(self._tasks(http, f"status=pending&limit={MOST_WAITING}")) == MOST_WAITING

    def _figures(self, http: httpx.Client) -> list[str]:
        """Two finished diagrams, or nothing."""
        tasks = self._tasks(http, "status=completed&diagram_type=methodology&limit=2")
        return tasks if len(tasks) > 1 else []

    def _tasks(self, http: httpx.Client, query: str) -> list[str]:
        """The ids of the tasks that a query lists; none where no server answers."""
        try:
            answer = http.get(f"{self.url}/api/tasks?{query}")
            return [task["task_id"] for task in answer.json()["tasks"]] if answer.is_success else []
        except httpx.HTTPError:
            return []

    def _submit(self, http: httpx.Client, name: str, request: Request) -> None:
        body, tries = {**request.body, "webhook_url": self._hook}, 0
        while True:
            try:
                answer = http.post(self.url + request.path, json=body, headers={"Idempotency-Key": name})
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code not in AGAIN:
                break
            tries += 1
            time.sleep(PAUSE_SECONDS)
        self.repeated += bool(tries)
        if answer.status_code != httpx.codes.ACCEPTED:
            self.refusals.append(f"{request.kind}: {answer.status_code} {answer.text[:200]}")
            return
        self.accepted[name] = answer.json()["task_id"]
        self.kinds[request.kind] = self.kinds.get(request.kind, 0) + 1
