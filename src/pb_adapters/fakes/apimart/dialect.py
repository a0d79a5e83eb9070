"""The APIMart fake: the routes of its API and of the host that gives files out."""

import re
import time
from collections.abc import Awaitable, Callable, Mapping

from pb_adapters.fakes.apimart.faults import FAULTS
from pb_adapters.fakes.apimart.models import PAINTERS, TALKERS
from pb_adapters.fakes.apimart.reading import (
    GEMINI,
    check_key,
    read_chat,
    read_google,
    refuse,
    side,
    version_of,
)
from pb_adapters.fakes.apimart.tasks import Tasks
from pb_adapters.fakes.apimart.wording import (
    ApimartSpeaker,
    GoogleVoice,
    error,
)
from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.faults import Fault
from pb_adapters.fakes.files import Shelf, fetched, form_of
from pb_adapters.fakes.jobs import UPLOAD, Clock
from pb_adapters.fakes.relays import CHAT

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
        self._speaker, self._voice = ApimartSpeaker(), GoogleVoice()
        self._shelf = Shelf()
        self._tasks = Tasks(self._shelf, now)
        self._routes: dict[str, Callable[[Desk], Awaitable[Answer]]] = {
            "POST /v1/chat/completions": self._chat,
            "POST /v1/images/generations": self._tasks.create,
            "POST /v1/tasks/batch": self._tasks.look_at_many,
            "POST /v1/uploads/images": self._upload,
            "GET /v1/models": self._models,
            "GET /v1/balance": self._balance,
            "GET /v1/user/balance": self._balance,
        }

    async def answer(self, desk: Desk) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        method, path = desk.request.method, desk.path
        if method == "GET" and path.startswith("/files/"):
            return await fetched(desk, self._tasks.jobs, path.removeprefix("/files/"))
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
            return await self._tasks.look(desk, path.removeprefix("/v1/tasks/"))
        raise Rejected(error(version_of(desk), 404, f"Invalid URL ({method} {path})"), f"no {method} {path}")

    def reset(self) -> None:
        """Forget tasks, keys and files."""
        self._tasks.clear()
        self._shelf.clear()

    async def _chat(self, desk: Desk) -> Answer:
        desk.at(CHAT)
        return await desk.speak(read_chat(desk, self._shelf), self._speaker)

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
        instead = desk.aside(side(desk, UPLOAD))
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
        return desk.aside(side(desk, BALANCE_ENDPOINT)) or json_answer(desk.replied(told))

    async def _models(self, desk: Desk) -> Answer:
        described = {"object": "model", "created": 1_764_000_000, "owned_by": "apimart"}
        models = [{"id": name, **described} for name in (*TALKERS, *PAINTERS)]
        return desk.aside(side(desk, MODELS)) or json_answer({"object": "list", "data": models})
