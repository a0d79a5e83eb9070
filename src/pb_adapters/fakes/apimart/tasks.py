"""Orders of pictures at APIMart, what their keys lead to, and the tasks they become."""

import re
import time
import uuid
from typing import Any, get_args

import msgspec
from msgspec import Struct

from pb_adapters.fakes.apimart.faults import no_task, reused_key
from pb_adapters.fakes.apimart.reading import NUMBER, read, read_order, refuse, side, version_of
from pb_adapters.fakes.apimart.task_faults import AT_ONCE, FORGETFUL
from pb_adapters.fakes.apimart.wire import BatchRequest, Language
from pb_adapters.fakes.apimart.wording import NEW_VERSION, VERSION, error, picture_tally, submitted, task, versioned
from pb_adapters.fakes.desk import Desk
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.files import Shelf
from pb_adapters.fakes.jobs import CREATE, POLL, Clock, Job, Jobs, Stage
from pb_adapters.fakes.questions import Question

LANGUAGES = frozenset(get_args(Language))
_KEY = re.compile(r"[!-~]{1,191}")


class Ordered(Struct, frozen=True):
    """What became of an order that had a key."""

    body: bytes
    job: Job


def task_name() -> str:
    """A fresh name of a task."""
    return f"task_01K{uuid.uuid4().hex[:23].upper()}"


class Tasks:
    """All tasks of the fake, and the keys of their orders; ``shelf`` holds pictures to refer to."""

    def __init__(self, shelf: Shelf, now: Clock = time.monotonic) -> None:
        self.jobs = Jobs(now, task_name)
        self._shelf = shelf
        self._keys: dict[str, Ordered] = {}

    def clear(self) -> None:
        """Forget them."""
        self.jobs.clear()
        self._keys.clear()

    async def create(self, desk: Desk) -> Answer:
        """Take an order, or find the one that had its key before."""
        desk.at(CREATE)
        question, key, version = read_order(desk, self._shelf), self._key(desk), version_of(desk)
        before = self._keys.get(key)
        if before and before.body != desk.request.body:
            refuse(reused_key(version), "an Idempotency-Key with another body")
        tally = picture_tally(question, int(question.fields[NUMBER]))
        seconds = desk.queue(question, None if before else tally)
        if isinstance(seconds, Answer):
            return seconds
        is_forgotten = desk.fault is not None and desk.fault.name == FORGETFUL
        if before and not is_forgotten:
            return await self._taken(desk, before.job, idempotency_replayed="true")
        if before:
            desk.bill(tally)
        job = self.jobs.begin(desk, question, tally, seconds)
        if key:
            self._keys[key] = Ordered(desk.request.body, job)
        return await self._taken(desk, job)

    def _key(self, desk: Desk) -> str:
        key = desk.request.headers.get("idempotency-key", "")
        if key and not _KEY.fullmatch(key):
            refuse(error(version_of(desk), 400, "invalid Idempotency-Key"), "an Idempotency-Key that is none")
        return key

    async def _taken(self, desk: Desk, job: Job, **headers: str) -> Answer:
        version = version_of(desk)
        document = submitted(job, version)
        if job.course.name == AT_ONCE:
            shown = await self._shown(desk, job)
            result = {"object": "generation.result", **shown}
            document = document | {"data": result if version == NEW_VERSION else [shown | {"task_id": job.name}]}
        return versioned(json_answer(desk.replied(document)), version, **headers)

    async def look(self, desk: Desk, name: str) -> Answer:
        """Show one task."""
        desk.at(POLL)
        version, language = version_of(desk), desk.request.query.get("language", "en")
        if language not in LANGUAGES:
            refuse(error(version, 400, f"invalid language: {language}"), f"language {language}")
        job = self.jobs.get(name)
        about = job.question if job else Question(endpoint=POLL, model="")
        instead = desk.aside(msgspec.structs.replace(about, endpoint=POLL, fields={VERSION: version}))
        if instead is not None:
            return instead
        if job is None:
            refuse(no_task(version), "no such task")
        shown = await self._shown(desk, job)
        if not shown:
            return no_task(version)
        return json_answer(desk.replied({"code": 200, "data": shown}))

    async def look_at_many(self, desk: Desk) -> Answer:
        """Show several tasks; those that are not there are left out."""
        desk.at(POLL)
        names = read(desk, BatchRequest).task_ids
        instead = desk.aside(side(desk, POLL))
        if instead is not None:
            return instead
        jobs = [job for job in map(self.jobs.get, names) if job]
        shown = [await self._shown(desk, job) for job in jobs]
        return json_answer(desk.replied({"code": 200, "data": [found for found in shown if found]}))

    async def _shown(self, desk: Desk, job: Job) -> dict[str, Any]:
        """What a look finds, nothing if the job is not there yet."""
        stage = job.look()
        if stage is Stage.UNSEEN:
            return {}
        has_pictures = stage is Stage.DONE and await job.has_picture(desk)
        number = int(job.question.fields[NUMBER]) if has_pictures else 0
        names = (job.name, *(f"{job.name}-{place}" for place in range(2, number + 1)))[:number]
        urls = [f"{desk.base}/files/{name}.png" for name in names]
        shown: dict[str, Any] = job.shown({"data": task(job, stage, urls)})["data"]
        return shown
