"""Callers who submit and poll without a pause, and keep what was accepted and every request that failed."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx

from support.machines import BODY

PAUSE_SECONDS = 0.05
SUBMIT_SECONDS = 0.4
"""Between submissions, so that not more is accepted than is drawn."""


class Callers:
    """Threads that call a service while it is entered; they send nothing twice.

    ``accepted`` are the tasks that were acknowledged, ``answered`` counts requests that were, ``failures`` are the
    others in words.
    """

    def __init__(self, url: str, key: str, *, submitting: int = 2, polling: int = 2) -> None:
        self.accepted: list[str] = []
        self.answered = 0
        self.failures: list[str] = []
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60)
        self._ending = threading.Event()
        self._lock = threading.Lock()
        roles = [self._submit] * submitting + [self._poll] * polling
        self._threads = [threading.Thread(target=self._repeat, args=(role,)) for role in roles]

    def wait_for_more(self, tasks: int) -> None:
        """Wait until that many more were accepted; raises ``TimeoutError``."""
        wanted = len(self.accepted) + tasks
        for _ in range(int(120 / PAUSE_SECONDS)):
            if len(self.accepted) >= wanted:
                return
            self._ending.wait(PAUSE_SECONDS)
        raise TimeoutError(self.failures[-3:])

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self._client.close()

    def _repeat(self, call: Callable[[], httpx.Response]) -> None:
        while not self._ending.is_set():
            try:
                answer = call()
                failure = "" if answer.is_success else f"{answer.status_code} {answer.text[:200]}"
            except httpx.HTTPError as error:
                failure = f"{type(error).__name__} {error}"
            with self._lock:
                self.answered += not failure
                self.failures += [f"{time.strftime('%X')} {call.__name__}: {failure}"] if failure else []
            self._ending.wait(SUBMIT_SECONDS if call == self._submit else PAUSE_SECONDS)

    def _submit(self) -> httpx.Response:
        answer = self._client.post("/api/generate", json=BODY)
        if answer.is_success:
            self.accepted.append(answer.json()["task_id"])
        return answer

    def _poll(self) -> httpx.Response:
        path = f"/api/tasks/{self.accepted[-1]}" if self.accepted else "/api/key"
        return self._client.get(path)
