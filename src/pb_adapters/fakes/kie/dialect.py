"""The Kie fake: the routes of its API, of the host that takes files and of the one that gives them out."""

import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.faults import Fault, said, table
from pb_adapters.fakes.files import Shelf, fetched
from pb_adapters.fakes.jobs import CREATE, POLL, UPLOAD, Clock, Jobs, Stage
from pb_adapters.fakes.kie.faults import FAULTS
from pb_adapters.fakes.kie.reading import check_key, read_chat, read_object, read_order
from pb_adapters.fakes.kie.uploads import ROUTES, uploaded
from pb_adapters.fakes.kie.uploads import check_key as check_upload_key
from pb_adapters.fakes.kie.wording import (
    MISSING,
    TOO_OFTEN,
    KieSpeaker,
    credits_of,
    envelope,
    failure,
    picture_tally,
    record,
    sent,
)
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.relays import CHAT

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
        self._speaker = KieSpeaker()
        self._jobs, self._shelf = Jobs(now), Shelf()
        self._ordered: deque[float] = deque(maxlen=CREATES)
        self._routes: dict[str, Callable[[Desk], Awaitable[Answer]]] = {
            "POST /api/v1/jobs/createTask": self._create,
            "GET /api/v1/jobs/recordInfo": self._look,
            "GET /api/v1/chat/credit": self._credit,
            "POST /api/v1/common/download-url": self._download,
            **{f"POST /upload{route}": self._upload for route in ROUTES},
        }
        self.faults: Mapping[str, Fault] = FAULTS | table(
            said("rate-limit", "the real limit: 429 from the 21st order within 10 s on", self._limited)
        )

    async def answer(self, desk: Desk) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        method, path = desk.request.method, desk.path
        handler = self._routes.get(f"{method} {path}")
        chat = _CHAT.fullmatch(path)
        if handler is not None:
            return await handler(desk)
        if chat and method == "POST":
            return await self._chat(desk, chat["model"])
        if path.startswith("/files/") and method == "GET":
            return await fetched(desk, self._jobs, path.removeprefix("/files/"))
        if path.startswith("/up/") and method == "GET":
            return self._shelf.given(desk)
        raise Rejected(failure(404, "Not Found", 404), f"no {method} {path}")

    def reset(self) -> None:
        """Forget jobs and files."""
        self._jobs.clear()
        self._shelf.clear()
        self._ordered.clear()

    async def _chat(self, desk: Desk, model: str) -> Answer:
        desk.at(CHAT)
        check_key(desk)
        return await desk.speak(read_chat(desk, model, self._shelf), self._speaker)

    async def _create(self, desk: Desk) -> Answer:
        desk.at(CREATE)
        check_key(desk)
        question = read_order(desk, self._shelf)
        job = self._jobs.order(desk, question, picture_tally(question))
        if isinstance(job, Answer):
            return job
        return sent(desk.replied(envelope({"taskId": job.name, "recordId": job.name})))

    async def _look(self, desk: Desk) -> Answer:
        desk.at(POLL)
        check_key(desk)
        job = self._jobs.get(desk.request.query.get("taskId", ""))
        question = msgspec.structs.replace(job.question, endpoint=POLL) if job else _side(POLL)
        instead = desk.aside(question)
        if instead is not None:
            return instead
        if job is None:
            raise Rejected(MISSING, "no such job")
        stage = job.look()
        if stage is Stage.UNSEEN:
            return sent(desk.replied(job.shown(envelope(None, 422, "recordInfo is null"))))
        has_picture = stage is Stage.DONE and await job.has_picture(desk)
        urls = (f"{desk.base}/files/{job.name}.png",) if has_picture else ()
        document = envelope(record(job, stage, urls))
        return sent(desk.replied(job.shown(document)))

    async def _credit(self, desk: Desk) -> Answer:
        check_key(desk)
        left = round(BALANCE - credits_of(desk.spent_micros), 4)
        return desk.aside(_side(CREDIT)) or sent(desk.replied(envelope(left)))

    async def _download(self, desk: Desk) -> Answer:
        check_key(desk)
        url = str(read_object(desk).get("url", ""))
        instead = desk.aside(_side(DOWNLOAD))
        if instead is not None:
            return instead
        name = url.removeprefix(f"{desk.base}/files/").removesuffix(".png")
        if self._jobs.get(name) is None:
            raise Rejected(failure(422, "url is wrong"), "not the address of a result")
        return sent(envelope(url))

    async def _upload(self, desk: Desk) -> Answer:
        desk.at(UPLOAD)
        check_upload_key(desk)
        route = desk.path.removeprefix("/upload")
        return desk.aside(_side(UPLOAD)) or uploaded(desk, route, self._shelf, f"{desk.base}/up")

    def _limited(self, _: Question) -> Answer | None:
        """The answer to one order too many; orders that are turned down do not count."""
        now = self._now()
        if len(self._ordered) == CREATES and now - self._ordered[0] < CREATES_SECONDS:
            return TOO_OFTEN
        self._ordered.append(now)
        return None


def _side(endpoint: str) -> Question:
    return Question(endpoint=endpoint, model="")
