"""Files: uploaded pictures, and the hosts from which painted ones are fetched."""

import re
import uuid
from collections.abc import Callable
from email.message import Message
from pathlib import PurePosixPath

from msgspec import Struct

from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer, Manner
from pb_adapters.fakes.faults import Fault, table
from pb_adapters.fakes.jobs import FILE, Job, JobFault, Jobs
from pb_adapters.fakes.questions import Question

_ROBOT = re.compile(r"(?i)^(?:python|aiohttp|okhttp|go-http-client|curl)|^$")
_NAME = re.compile(r"(?P<job>[\w-]+?)(?:-(?P<number>\d+))?\.png")
_PRIVATE = "http://169.254.169.254/latest/meta-data/"
_LATE_FETCHES = 2
_BYTE_PAUSE = 0.2

GONE = Answer(status=404, body=b"<Error><Code>NoSuchKey</Code></Error>", content_type="application/xml")
TURNED_AWAY = Answer(status=403, body=b"error code: 1010", content_type="text/plain; charset=UTF-8")


class Upload(Struct, frozen=True):
    """A file that a client sent."""

    name: str
    media_type: str
    data: bytes


class Form(Struct, frozen=True, kw_only=True):
    """A multipart form: plain fields by name, and files by name."""

    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}


class Shelf:
    """Uploaded files by the address they can be fetched from."""

    def __init__(self) -> None:
        self._files: dict[str, Upload] = {}

    def keep(self, upload: Upload, base: str) -> str:
        """Keep a file and return its address, which begins with ``base`` and ends with the file's name."""
        url = f"{base}/{uuid.uuid4().hex[:12]}/{upload.name}"
        self._files[url] = upload
        return url

    def at(self, url: str) -> Upload | None:
        """The file of an address."""
        return self._files.get(url)

    def clear(self) -> None:
        """Forget them."""
        self._files.clear()


def form_of(content_type: str, body: bytes) -> Form | None:
    """The parts of a ``multipart/form-data`` body; ``None`` if it is none."""
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        return None
    form = Form()
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, blank, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        described = _headers(head)
        name = described.get_param("name", header="content-disposition")
        if not blank or not isinstance(name, str):
            return None
        file_name = described.get_filename()
        if file_name is None:
            form.fields[name] = data.decode(errors="replace")
        else:
            form.files[name] = Upload(PurePosixPath(file_name).name, described.get_content_type(), data)
    return form


def _headers(head: bytes) -> Message:
    described = Message()
    for line in head.decode(errors="replace").split("\r\n"):
        name, _, value = line.partition(":")
        described[name.strip()] = value.strip()
    return described


async def fetched(desk: Desk, jobs: Jobs, name: str) -> Answer:
    """A painted picture, as its host gives it out; raises ``Rejected`` for what is not there and for robots."""
    found = _NAME.fullmatch(name)
    job = jobs.get(found["job"]) if found else None
    question = job.question if job else Question(endpoint=FILE, model="")
    instead = desk.aside(_at_file(question))
    if instead is not None:
        return instead
    if "authorization" in desk.request.headers:
        desk.note("the key was sent to the host of files")
    if _ROBOT.match(desk.request.headers.get("user-agent", "")):
        raise Rejected(TURNED_AWAY, "the user agent looks like a robot's")
    painting = await job.painting(desk, int(found["number"] or 1)) if job and found else None
    if job is None or painting is None:
        raise Rejected(GONE, f"no file {name}")
    job.fetches += 1
    answer = Answer(body=painting.data, content_type=painting.media_type)
    return job.course.file(job.fetches, answer) if job.course.file else answer


def _at_file(question: Question) -> Question:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.replace(question, endpoint=FILE)
