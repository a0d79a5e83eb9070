"""Files: uploaded pictures, and the hosts from which painted ones are fetched."""

import re
import uuid
from email.message import Message
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer, Manner
from pb_adapters.fakes.faults import FOREVER, table
from pb_adapters.fakes.jobs import FILE, JobFault, Jobs
from pb_adapters.fakes.questions import Question

_ROBOT = re.compile(r"(?i)^python|^aiohttp|^$")
_NAME = re.compile(r"(?P<job>[\w-]+?)(?:-(?P<number>\d+))?\.png")
PRIVATE = "http://169.254.169.254/latest/meta-data/"
LATE_FETCHES = 2
BYTE_PAUSE = 0.2

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

    def given(self, desk: Desk) -> Answer:
        """An uploaded file, for who asks for its address; raises ``Rejected`` if it is not there."""
        desk.at(FILE)
        upload = self.at(desk.base + desk.path)
        if upload is None:
            raise Rejected(GONE, "no such file")
        return Answer(body=upload.data, content_type=upload.media_type)

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
    instead = desk.aside(msgspec.structs.replace(question, endpoint=FILE))
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


def _late(fetches: int, answer: Answer) -> Answer:
    return GONE if fetches <= LATE_FETCHES else answer


def _moved(fetches: int, answer: Answer) -> Answer:
    return _redirect("?moved") if fetches == 1 else answer


def _redirect(target: str) -> Answer:
    return Answer(status=302, content_type=None, headers={"location": target})


def _dripped(_: int, answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, manner=Manner(piece=1, pause=BYTE_PAUSE))


def _endless(_: int, answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, manner=Manner(pad=answer.body, pads=FOREVER, pause=0))


FAULTS = table(
    JobFault(name="result-expired", what="the picture is gone from its host", file=lambda *_: GONE),
    JobFault(name="result-late", what="the picture is not there at the first two fetches", file=_late),
    JobFault(name="result-forbidden", what="the host turns everybody away", file=lambda *_: TURNED_AWAY),
    JobFault(name="result-moved", what="the first fetch is redirected to where the picture is", file=_moved),
    JobFault(name="result-looping", what="every fetch is redirected to itself", file=lambda *_: _redirect("?again")),
    JobFault(
        name="result-to-private",
        what="the fetch is redirected to a private address",
        file=lambda *_: _redirect(PRIVATE),
    ),
    JobFault(name="result-drip", what="the picture byte by byte, 0.2 s apart", file=_dripped),
    JobFault(name="result-endless", what="a picture that never ends", file=_endless),
)
"""What goes wrong where painted pictures are fetched."""
