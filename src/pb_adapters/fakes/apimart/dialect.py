"""The APIMart fake: the routes of its API and of the host that gives files out."""

import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args

import msgspec
from msgspec import Struct

from pb_adapters.fakes.apimart.faults import AT_ONCE, FAULTS, FORGETFUL, no_task, reused_key
from pb_adapters.fakes.apimart.models import PAINTERS, TALKERS
from pb_adapters.fakes.apimart.reading import (
    GEMINI,
    NUMBER,
    check_key,
    read,
    read_chat,
    read_google,
    read_order,
    refuse,
    version_of,
)
from pb_adapters.fakes.apimart.wire import BatchRequest, Language
from pb_adapters.fakes.apimart.wording import (
    NEW_VERSION,
    VERSION,
    ApimartSpeaker,
    GoogleVoice,
    error,
    picture_tally,
    submitted,
    task,
    versioned,
)
from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.faults import Fault
from pb_adapters.fakes.files import Shelf, fetched, form_of
from pb_adapters.fakes.jobs import CREATE, POLL, UPLOAD, Clock, Job, Jobs, Stage
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.relays import CHAT

BALANCE = 25.0  # US dollars
BALANCE_ENDPOINT, MODELS = "balance", "models"
LARGEST = 20 * 2**20
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LANGUAGES = frozenset(get_args(Language))
_KEY = re.compile(r"[!-~]{1,191}")
_NATIVE = re.compile(r"/v1beta/models/(?P<model>[^:]+):generateContent")


class Ordered(Struct, frozen=True):
    """What became of an order that had a key."""

    body: bytes
    job: Job


def task_name() -> str:
    """A fresh name of a task."""
    return f"task_01K{uuid.uuid4().hex[:23].upper()}"


class Apimart:
    """Plays ``api.apimart.ai``; ``/apimart/files`` and ``/apimart/up`` are its hosts of files."""

    name = "apimart"
    prefix = "/apimart"
    faults: Mapping[str, Fault] = FAULTS

    def __init__(self, now: Clock = time.monotonic) -> None:
        self._speaker, self._voice = ApimartSpeaker(), GoogleVoice()
        self._jobs, self._shelf = Jobs(now, task_name), Shelf()
        self._keys: dict[str, Ordered] = {}
        self._routes: dict[str, Callable[[Desk], Awaitable[Answer]]] = {
            "POST /v1/chat/completions": self._chat,
            "POST /v1/images/generations": self._create,
            "POST /v1/tasks/batch": self._look_at_many,
            "POST /v1/uploads/images": self._upload,
            "GET /v1/models": self._models,
            "GET /v1/balance": self._balance,
            "GET /v1/user/balance": self._balance,
        }

    async def answer(self, desk: Desk) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        method, path = desk.request.method, desk.path
        if method == "GET" and path.startswith("/files/"):
            return await fetched(desk, self._jobs, path.removeprefix("/files/"))
        if method == "GET" and path.startswith("/up/"):
            return self._shelf.given(desk)
        check_key(desk)
        handler, native = self._routes.get(f"{method} {path}"), _NATIVE.fullmatch(path)
        if handler is not None:
            return await handler(desk)
        if native and method == "POST":
            desk.at(GEMINI)
            return await desk.play(read_google(desk, native["model"]), self._voice)
        if method == "GET" and path.startswith("/v1/tasks/"):
            return await self._look(desk, path.removeprefix("/v1/tasks/"))
        raise Rejected(error(version_of(desk), 404, f"Invalid URL ({method} {path})"), f"no {method} {path}")

    def reset(self) -> None:
        """Forget tasks, keys and files."""
        self._jobs.clear()
        self._shelf.clear()
        self._keys.clear()

    async def _chat(self, desk: Desk) -> Answer:
        desk.at(CHAT)
        return await desk.speak(read_chat(desk, self._shelf), self._speaker)

    async def _create(self, desk: Desk) -> Answer:
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
        job = self._jobs.begin(desk, question, tally, seconds)
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

    async def _look(self, desk: Desk, name: str) -> Answer:
        desk.at(POLL)
        version, language = version_of(desk), desk.request.query.get("language", "en")
        if language not in LANGUAGES:
            refuse(error(version, 400, f"invalid language: {language}"), f"language {language}")
        job = self._jobs.get(name)
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

    async def _look_at_many(self, desk: Desk) -> Answer:
        desk.at(POLL)
        names = read(desk, BatchRequest).task_ids
        instead = desk.aside(_side(desk, POLL))
        if instead is not None:
            return instead
        jobs = [job for job in map(self._jobs.get, names) if job]
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

    async def _upload(self, desk: Desk) -> Answer:
        desk.at(UPLOAD)
        version = version_of(desk)
        form = form_of(desk.request.headers.get("content-type", ""), desk.request.body)
        upload = form.files.get("file") if form else None
        if upload is None:
            refuse(error(version, 400, "file is required"), "no multipart form with a file")
        if len(upload.data) > LARGEST:
            refuse(error(version, 413, "file is too large: at most 20 MB"), "a file of more than 20 MB")
        if upload.media_type not in PICTURE_TYPES:
            refuse(error(version, 400, f"unsupported file type: {upload.media_type}"), upload.media_type)
        instead = desk.aside(_side(desk, UPLOAD))
        if instead is not None:
            return instead
        told: dict[str, object] = {"url": self._shelf.keep(upload, f"{desk.base}/up"), "filename": upload.name}
        told |= {"content_type": upload.media_type, "bytes": len(upload.data), "created_at": int(time.time())}
        return json_answer(desk.replied(told))

    async def _balance(self, desk: Desk) -> Answer:
        used = desk.spent_micros / 1_000_000
        left = round(BALANCE - used, 6)
        told = {"success": True, "remain_balance": left, "remain_credits": round(10 * left, 6)}
        told |= {"used_balance": used, "used_credits": round(10 * used, 6), "unlimited_quota": False}
        return desk.aside(_side(desk, BALANCE_ENDPOINT)) or json_answer(desk.replied(told))

    async def _models(self, desk: Desk) -> Answer:
        described = {"object": "model", "created": 1_764_000_000, "owned_by": "apimart"}
        models = [{"id": name, **described} for name in (*TALKERS, *PAINTERS)]
        return desk.aside(_side(desk, MODELS)) or json_answer({"object": "list", "data": models})


def _side(desk: Desk, endpoint: str) -> Question:
    return Question(endpoint=endpoint, model="", fields={VERSION: version_of(desk)})
