"""The APIMart fake: the routes of its API and of the host that gives files out, and the tasks that orders become."""

import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args

import msgspec
from msgspec import Struct

from pb_adapters.fakes.apimart.faults import AT_ONCE, FAULTS, FORGETFUL, no_task, reused_key
from pb_adapters.fakes.apimart.models import CHAT_MODELS, IMAGE_MODELS
from pb_adapters.fakes.apimart.replies import (
    NEW_VERSION,
    VERSION,
    ApimartReplies,
    GoogleReplies,
    error,
    picture_tally,
    submitted,
    task,
    versioned,
)
from pb_adapters.fakes.apimart.requests import (
    GEMINI,
    NUMBER,
    BatchRequest,
    Language,
    auxiliary_question,
    check_key,
    read,
    read_chat,
    read_google,
    read_order,
    read_response,
    version_of,
)
from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.chat_completions import CHAT
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.jobs import CREATE, POLL, UPLOAD, Clock, Job, Jobs, Stage, UploadStore, fetched, form_of
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import refuse
from pb_adapters.fakes.responses import RESPONSES, ResponsesReplies
from pb_adapters.fakes.scripted_faults import Fault

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
    """All tasks of the fake, and the keys of their orders; ``uploads`` holds pictures to refer to."""

    def __init__(self, uploads: UploadStore, now: Clock = time.monotonic) -> None:
        self.jobs = Jobs(now, task_name)
        self._uploads = uploads
        self._keys: dict[str, Ordered] = {}

    def clear(self) -> None:
        """Forget them."""
        self.jobs.clear()
        self._keys.clear()

    async def create(self, call: FakeCall) -> Answer:
        """Take an order, or find the one that had its key before."""
        call.at(CREATE)
        question, key, version = read_order(call, self._uploads), self._key(call), version_of(call)
        before = self._keys.get(key)
        if before and before.body != call.request.body:
            refuse(reused_key(version), "an Idempotency-Key with another body")
        tally = picture_tally(question, int(question.fields[NUMBER]))
        seconds = call.queue(question, None if before else tally)
        if isinstance(seconds, Answer):
            return seconds
        is_forgotten = call.fault is not None and call.fault.name == FORGETFUL
        if before and not is_forgotten:
            return await self._taken(call, before.job, idempotency_replayed="true")
        if before:
            call.bill(tally)
        job = self.jobs.begin(call, question, tally, seconds)
        if key:
            self._keys[key] = Ordered(call.request.body, job)
        return await self._taken(call, job)

    def _key(self, call: FakeCall) -> str:
        key = call.request.headers.get("idempotency-key", "")
        if key and not _KEY.fullmatch(key):
            refuse(error(version_of(call), 400, "invalid Idempotency-Key"), "an Idempotency-Key that is none")
        return key

    async def _taken(self, call: FakeCall, job: Job, **headers: str) -> Answer:
        version = version_of(call)
        document = submitted(job, version)
        if job.job_fault.name == AT_ONCE:
            shown = await self._shown(call, job)
            result = {"object": "generation.result", **shown}
            document = document | {"data": result if version == NEW_VERSION else [shown | {"task_id": job.name}]}
        return versioned(json_answer(call.replied(document)), version, **headers)

    async def look(self, call: FakeCall, name: str) -> Answer:
        """Show one task."""
        call.at(POLL)
        version, language = version_of(call), call.request.query.get("language", "en")
        if language not in LANGUAGES:
            refuse(error(version, 400, f"invalid language: {language}"), f"language {language}")
        job = self.jobs.get(name)
        about = job.question if job else Question(endpoint=POLL, model="")
        instead = call.auxiliary(msgspec.structs.replace(about, endpoint=POLL, fields={VERSION: version}))
        if instead is not None:
            return instead
        if job is None:
            refuse(no_task(version), "no such task")
        shown = await self._shown(call, job)
        if not shown:
            return no_task(version)
        return json_answer(call.replied({"code": 200, "data": shown}))

    async def look_at_many(self, call: FakeCall) -> Answer:
        """Show several tasks; those that are not there are left out."""
        call.at(POLL)
        names = read(call, BatchRequest).task_ids
        instead = call.auxiliary(auxiliary_question(call, POLL))
        if instead is not None:
            return instead
        jobs = [job for job in map(self.jobs.get, names) if job]
        shown = [await self._shown(call, job) for job in jobs]
        return json_answer(call.replied({"code": 200, "data": [found for found in shown if found]}))

    async def _shown(self, call: FakeCall, job: Job) -> dict[str, Any]:
        """What a look finds, nothing if the job is not there yet."""
        stage = job.look()
        if stage is Stage.UNSEEN:
            return {}
        has_pictures = stage is Stage.DONE and await job.has_picture(call)
        number = int(job.question.fields[NUMBER]) if has_pictures else 0
        names = (job.name, *(f"{job.name}-{place}" for place in range(2, number + 1)))[:number]
        urls = [f"{call.base}/files/{name}.png" for name in names]
        shown: dict[str, Any] = job.shown({"data": task(job, stage, urls)})["data"]
        return shown


BALANCE = 25.0  # US dollars
BALANCE_ENDPOINT, MODELS = "balance", "models"
LARGEST = 20 * 2**20
PICTURE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_NATIVE = re.compile(r"/v1beta/models/(?P<model>[^:]+):generateContent")


class Apimart:
    """Plays ``api.apimart.ai``; ``/apimart/files`` and ``/apimart/up`` are its hosts of files."""

    name = "apimart"
    prefix = "/apimart"
    faults: Mapping[str, Fault] = FAULTS

    def __init__(self, now: Clock = time.monotonic) -> None:
        self._replies, self._google_replies = ApimartReplies(), GoogleReplies()
        self._uploads = UploadStore()
        self._tasks = Tasks(self._uploads, now)
        self._routes: dict[str, Callable[[FakeCall], Awaitable[Answer]]] = {
            "POST /v1/chat/completions": self._chat,
            "POST /v1/responses": self._response,
            "POST /v1/images/generations": self._tasks.create,
            "POST /v1/tasks/batch": self._tasks.look_at_many,
            "POST /v1/uploads/images": self._upload,
            "GET /v1/models": self._models,
            "GET /v1/balance": self._balance,
            "GET /v1/user/balance": self._balance,
        }

    async def answer(self, call: FakeCall) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        method, path = call.request.method, call.path
        if method == "GET" and path.startswith("/files/"):
            return await fetched(call, self._tasks.jobs, path.removeprefix("/files/"))
        if method == "GET" and path.startswith("/up/"):
            return self._uploads.given(call)
        check_key(call)
        handler, native = self._routes.get(f"{method} {path}"), _NATIVE.fullmatch(path)
        if handler is not None:
            return await handler(call)
        if native and method == "POST":
            call.at(GEMINI)
            return await call.play(read_google(call, native["model"]), self._google_replies)
        if method == "GET" and path.startswith("/v1/tasks/"):
            return await self._tasks.look(call, path.removeprefix("/v1/tasks/"))
        raise Rejected(error(version_of(call), 404, f"Invalid URL ({method} {path})"), f"no {method} {path}")

    def reset(self) -> None:
        """Forget tasks, keys and files."""
        self._tasks.clear()
        self._uploads.clear()

    async def _chat(self, call: FakeCall) -> Answer:
        call.at(CHAT)
        return await call.play_words(read_chat(call, self._uploads), self._replies)

    async def _response(self, call: FakeCall) -> Answer:
        call.at(RESPONSES)
        return await call.play_words(read_response(call, self._uploads), ResponsesReplies(self._replies))

    async def _upload(self, call: FakeCall) -> Answer:
        call.at(UPLOAD)
        version = version_of(call)
        form = form_of(call.request.headers.get("content-type", ""), call.request.body)
        upload = form.files.get("file") if form else None
        if upload is None:
            refuse(error(version, 400, "file is required"), "no multipart form with a file")
        if len(upload.data) > LARGEST:
            refuse(error(version, 413, "file is too large: at most 20 MB"), "a file of more than 20 MB")
        if upload.media_type not in PICTURE_TYPES:
            refuse(error(version, 400, f"unsupported file type: {upload.media_type}"), upload.media_type)
        instead = call.auxiliary(auxiliary_question(call, UPLOAD))
        if instead is not None:
            return instead
        described: dict[str, object] = {"url": self._uploads.keep(upload, f"{call.base}/up"), "filename": upload.name}
        described |= {"content_type": upload.media_type, "bytes": len(upload.data), "created_at": int(time.time())}
        return json_answer(call.replied(described))

    async def _balance(self, call: FakeCall) -> Answer:
        used = call.spent_micros / 1_000_000
        left = round(BALANCE - used, 6)
        balance = {"success": True, "remain_balance": left, "remain_credits": round(10 * left, 6)}
        balance |= {"used_balance": used, "used_credits": round(10 * used, 6), "unlimited_quota": False}
        return call.auxiliary(auxiliary_question(call, BALANCE_ENDPOINT)) or json_answer(call.replied(balance))

    async def _models(self, call: FakeCall) -> Answer:
        described = {"object": "model", "created": 1_764_000_000, "owned_by": "apimart"}
        models = [{"id": name, **described} for name in (*CHAT_MODELS, *IMAGE_MODELS)]
        return call.auxiliary(auxiliary_question(call, MODELS)) or json_answer({"object": "list", "data": models})
