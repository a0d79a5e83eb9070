"""The Kie fake: the routes of its API, of the host that takes files and of the one that gives them out."""

import base64
import binascii
import re
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any, NoReturn

import msgspec

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.chat_completions import CHAT
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.jobs import CREATE, POLL, UPLOAD, Clock, Jobs, Stage, Upload, UploadStore, fetched, form_of
from pb_adapters.fakes.kie.faults import FAULTS
from pb_adapters.fakes.kie.replies import (
    MISSING,
    TOO_OFTEN,
    KieReplies,
    credits_of,
    envelope,
    failure,
    picture_tally,
    record,
    sent,
)
from pb_adapters.fakes.kie.requests import check_key, read_chat, read_object, read_order
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.request_checks import bearer_problem
from pb_adapters.fakes.scripted_faults import Fault, fault, table

LARGEST_BASE64 = 10 * 2**20
BASE64, FORM, ADDRESS = "/api/file-base64-upload", "/api/file-stream-upload", "/api/file-url-upload"
ROUTES = frozenset({BASE64, FORM, ADDRESS})


def failed(code: int, msg: str) -> Answer:
    """An error of this host, under HTTP 200."""
    return sent({"success": False, "code": code, "msg": msg})


def refuse(msg: str, code: int = 400) -> NoReturn:
    """Turn the upload down."""
    raise Rejected(failed(code, msg), msg)


def check_upload_key(call: FakeCall) -> None:
    """The key stands behind ``Bearer``, as at the other host."""
    if bearer_problem(call):
        refuse("You do not have access permissions", 401)


def uploaded(call: FakeCall, route: str, uploads: UploadStore, base: str) -> Answer:
    """Take a file; its address begins with ``base``."""
    path, upload = _form(call) if route == FORM else _document(call, read_object(call), route)
    if not path:
        refuse("uploadPath is required")
    url = uploads.keep(upload, base)
    data = {
        "success": True,
        "fileName": upload.name,
        "filePath": f"kieai/77/{path}/{upload.name}",
        "downloadUrl": url,
        "fileSize": len(upload.data),
        "mimeType": upload.media_type,
        "uploadedAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return sent({"success": True, "code": 200, "msg": "File uploaded successfully", "data": data})


def _form(call: FakeCall) -> tuple[str, Upload]:
    form = form_of(call.request.headers.get("content-type", ""), call.request.body)
    if form is None or "file" not in form.files:
        refuse("file is required")
    upload = form.files["file"]
    return form.fields.get("uploadPath", ""), Upload(
        form.fields.get("fileName") or upload.name, upload.media_type, upload.data
    )


def _document(call: FakeCall, document: dict[str, Any], route: str) -> tuple[str, Upload]:
    member = "base64Data" if route == BASE64 else "fileUrl"
    given = document.get(member)
    if not isinstance(given, str) or not given:
        refuse(f"{member} is required")
    for name in document:
        if name not in {member, "uploadPath", "fileName"}:
            call.note(f"unknown field {name} ignored")
    name, path = str(document.get("fileName") or ""), str(document.get("uploadPath") or "")
    if route == ADDRESS:
        name = name or PurePosixPath(given.partition("?")[0]).name or "file"
        call.note("the file of fileUrl is not fetched by this fake")
        return path, Upload(name, guess_type(name)[0] or "application/octet-stream", b"")
    return path, _decoded(given, name)


def _decoded(given: str, name: str) -> Upload:
    head, comma, text = given.rpartition(",")
    media_type = head.removeprefix("data:").removesuffix(";base64") if comma else guess_type(name)[0] or "image/png"
    if len(text) > LARGEST_BASE64:
        refuse("The file is too large for a base64 upload")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        refuse("base64Data is not valid")
    return Upload(name or f"{uuid.uuid4().hex}.{media_type.partition('/')[2]}", media_type, data)


BALANCE = 5_916.25
CREATES, CREATES_SECONDS = 20, 10.0
CREDIT, DOWNLOAD = "credit", "download-url"
_CHAT = re.compile(r"/(?P<model>[^/]+)/v1/chat/completions")


class Kie:
    """Plays ``api.kie.ai``; ``/kie/upload`` is the host of uploads, ``/kie/files`` and ``/kie/up`` those of files."""

    name = "kie"
    prefix = "/kie"

    def __init__(self, now: Clock = time.monotonic) -> None:
        self._now = now
        self._replies = KieReplies()
        self._jobs, self._uploads = Jobs(now), UploadStore()
        self._ordered: deque[float] = deque(maxlen=CREATES)
        self._routes: dict[str, Callable[[FakeCall], Awaitable[Answer]]] = {
            "POST /api/v1/jobs/createTask": self._create,
            "GET /api/v1/jobs/recordInfo": self._look,
            "GET /api/v1/chat/credit": self._credit,
            "POST /api/v1/common/download-url": self._download,
            **{f"POST /upload{route}": self._upload for route in ROUTES},
        }
        self.faults: Mapping[str, Fault] = FAULTS | table(
            fault("rate-limit", "the real limit: 429 from the 21st order within 10 s on", self._limited)
        )

    async def answer(self, call: FakeCall) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        method, path = call.request.method, call.path
        handler = self._routes.get(f"{method} {path}")
        chat = _CHAT.fullmatch(path)
        if handler is not None:
            return await handler(call)
        if chat and method == "POST":
            return await self._chat(call, chat["model"])
        if path.startswith("/files/") and method == "GET":
            return await fetched(call, self._jobs, path.removeprefix("/files/"))
        if path.startswith("/up/") and method == "GET":
            return self._uploads.given(call)
        raise Rejected(failure(404, "Not Found", 404), f"no {method} {path}")

    def reset(self) -> None:
        """Forget jobs and files."""
        self._jobs.clear()
        self._uploads.clear()
        self._ordered.clear()

    async def _chat(self, call: FakeCall, model: str) -> Answer:
        call.at(CHAT)
        check_key(call)
        return await call.play_words(read_chat(call, model, self._uploads), self._replies)

    async def _create(self, call: FakeCall) -> Answer:
        call.at(CREATE)
        check_key(call)
        question = read_order(call, self._uploads)
        job = self._jobs.order(call, question, picture_tally(question))
        if isinstance(job, Answer):
            return job
        return sent(call.replied(envelope({"taskId": job.name, "recordId": job.name})))

    async def _look(self, call: FakeCall) -> Answer:
        call.at(POLL)
        check_key(call)
        job = self._jobs.get(call.request.query.get("taskId", ""))
        question = msgspec.structs.replace(job.question, endpoint=POLL) if job else _auxiliary(POLL)
        instead = call.auxiliary(question)
        if instead is not None:
            return instead
        if job is None:
            raise Rejected(MISSING, "no such job")
        stage = job.look()
        if stage is Stage.UNSEEN:
            return sent(call.replied(job.shown(envelope(None, 422, "recordInfo is null"))))
        has_picture = stage is Stage.DONE and await job.has_picture(call)
        urls = (f"{call.base}/files/{job.name}.png",) if has_picture else ()
        document = envelope(record(job, stage, urls))
        return sent(call.replied(job.shown(document)))

    async def _credit(self, call: FakeCall) -> Answer:
        check_key(call)
        left = round(BALANCE - credits_of(call.spent_micros), 4)
        return call.auxiliary(_auxiliary(CREDIT)) or sent(call.replied(envelope(left)))

    async def _download(self, call: FakeCall) -> Answer:
        check_key(call)
        url = str(read_object(call).get("url", ""))
        instead = call.auxiliary(_auxiliary(DOWNLOAD))
        if instead is not None:
            return instead
        name = url.removeprefix(f"{call.base}/files/").removesuffix(".png")
        if self._jobs.get(name) is None:
            raise Rejected(failure(422, "url is wrong"), "not the address of a result")
        return sent(envelope(url))

    async def _upload(self, call: FakeCall) -> Answer:
        call.at(UPLOAD)
        check_upload_key(call)
        route = call.path.removeprefix("/upload")
        return call.auxiliary(_auxiliary(UPLOAD)) or uploaded(call, route, self._uploads, f"{call.base}/up")

    def _limited(self, _: Question) -> Answer | None:
        """The answer to one order too many; orders that are turned down do not count."""
        now = self._now()
        if len(self._ordered) == CREATES and now - self._ordered[0] < CREATES_SECONDS:
            return TOO_OFTEN
        self._ordered.append(now)
        return None


def _auxiliary(endpoint: str) -> Question:
    return Question(endpoint=endpoint, model="")
