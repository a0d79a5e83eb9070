"""Jobs: pictures that are ordered; the files uploaded for them, their stages, and the host that gives results out."""

import re
import time
import uuid
from collections.abc import Callable
from email.message import Message
from enum import StrEnum
from pathlib import PurePosixPath

import anyio.to_thread
import msgspec
from msgspec import Struct

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.exchange import Answer, Delivery, html_answer
from pb_adapters.fakes.prompt_parser import Painting, Question, Tally
from pb_adapters.fakes.scripted_faults import FOREVER, Document, Fault, table, transport_fault

CREATE, POLL, FILE, UPLOAD = "create", "poll", "file", "upload"
"""The endpoints of every provider that works by jobs."""

FORMAT = "format"
"""The field of a question that says ``png``, ``jpg`` or ``jpeg``."""

PRIVATE_URL = "http://10.0.0.1/result.png"

Change = Callable[[Document], Document]
Clock = Callable[[], float]
FIRST_PART = 0.2  # of the time that a job takes, it waits


class Stage(StrEnum):
    """How far a job is."""

    UNSEEN = "unseen"
    WAITING = "waiting"
    WORKING = "working"
    FAILED = "failed"
    DONE = "done"


class JobFault(Fault, frozen=True, kw_only=True):
    """A fault of a job, settled when the job is ordered.

    ``unseen`` looks do not find it, then ``pending`` looks find it under way (``inf``: for ever). ``failure`` is the
    provider's code and message of a job that fails. ``record`` changes what looks show, ``file`` what
    is fetched, given how often that has happened, from 1.
    """

    endpoints: tuple[str, ...] = (CREATE,)
    unseen: float = 0
    pending: float = 0
    failure: tuple[str, str] | None = None
    record: Callable[[Document], Document] | None = None
    file: Callable[[int, Answer], Answer] | None = None


def poll_fault(name: str, what: str, answer: Answer | Callable[[Question], Answer]) -> Fault:
    """A look that is answered by something else; the job does not mind."""
    return Fault(name=name, what=what, instead=answer if callable(answer) else lambda _: answer, endpoints=(POLL,))


def _lost(name: str, what: str, delivery: Delivery) -> Fault:
    return msgspec.structs.replace(transport_fault(name, what, delivery), endpoints=(POLL,))


LOOK_FAULTS = table(
    _lost("poll-time-out", "a look that is never answered", Delivery(silent=True)),
    _lost("poll-hang-up", "a look whose connection is closed without a byte", Delivery(hang_up=True)),
    _lost("poll-cut", "a look whose answer is cut in the middle", Delivery(share=0.5)),
    poll_fault("poll-garbage", "a look answered by 200 and no JSON", Answer(body=b"\x00oops")),
    poll_fault("poll-html-502", "a look answered by HTTP 502 and HTML", html_answer(502, "502 Bad Gateway")),
)
"""What goes wrong with looks, whoever is looked at."""


def address_faults(
    when_done: Callable[[Change], Change],
    urls_of: Callable[[Document], list[str]],
    with_urls: Callable[[Document, list[str]], Document],
) -> dict[str, Fault]:
    """What can be wrong with the address of a picture; the functions say where a provider's record has it."""

    def two(document: Document) -> Document:
        first = urls_of(document)[0]
        return with_urls(document, [first, first.replace(".png", "-2.png")])

    def always(url: str) -> Change:
        return lambda document: with_urls(document, [url])

    return table(
        JobFault(name="two-results", what="two addresses for one picture", record=when_done(two)),
        JobFault(
            name="result-no-address",
            what="what should be the picture's address is none",
            record=when_done(always("not an address")),
        ),
        JobFault(
            name="result-private",
            what="the picture's address is a private one",
            record=when_done(always(PRIVATE_URL)),
        ),
    )


_NO_FAULT = JobFault(name="", what="nothing goes wrong")


class Work:
    """Something that takes so many seconds from now on."""

    def __init__(self, seconds: float, now: Clock) -> None:
        self.seconds, self._now, self._begun = seconds, now, now()

    @property
    def passed(self) -> float:
        """The seconds since it began."""
        return self._now() - self._begun


class Job:
    """One ordered picture or several."""

    def __init__(self, name: str, call: FakeCall, question: Question, tally: Tally, work: Work) -> None:
        self.name, self.question, self.fault, self.tally, self._take = name, question, call.fault, tally, call.take
        self.job_fault = call.fault if isinstance(call.fault, JobFault) else _NO_FAULT
        self.created, self.looks, self.fetches = time.time(), 0, 0
        self._work = work

    def look(self) -> Stage:
        """Count a look, and say what it finds."""
        self.looks += 1
        seen = self.looks - self.job_fault.unseen
        passed = self._work.passed
        if seen <= 0:
            return Stage.UNSEEN
        if seen <= self.job_fault.pending or passed < self._work.seconds:
            return Stage.WAITING if seen == 1 or passed < FIRST_PART * self._work.seconds else Stage.WORKING
        return Stage.FAILED if self.job_fault.failure else Stage.DONE

    def shown(self, document: Document) -> Document:
        """What a look shows, after the fault's change."""
        return self.job_fault.record(document) if self.job_fault.record else document

    async def has_picture(self, call: FakeCall) -> bool:
        """Whether a look that finds it done finds a picture; only a fault can take it away."""
        return not (self.fault and self.fault.picture) or await self.painting(call) is not None

    async def painting(self, call: FakeCall, number: int = 1) -> Painting | None:
        """The ``number``-th picture, from 1; ``None`` where a fault lets it be missing."""
        question = self.question
        if number > 1:
            question = msgspec.structs.replace(question, prompt=f"{number} · {question.prompt}")
        painting = await call.painting(question, self.fault, self._take)
        is_jpeg = question.fields.get(FORMAT) in {"jpg", "jpeg"} and not (self.fault and self.fault.picture)
        return await anyio.to_thread.run_sync(_as_jpeg, painting) if painting and is_jpeg else painting


def _as_jpeg(painting: Painting) -> Painting:
    from pb_adapters.fakes.pictures import as_jpeg  # noqa: PLC0415 - Pillow is loaded where it paints

    return Painting(data=as_jpeg(painting.data), media_type="image/jpeg")


def plain_name() -> str:
    """A fresh name of 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Jobs:
    """All jobs of a provider by name; ``named`` makes names."""

    def __init__(self, now: Clock = time.monotonic, named: Callable[[], str] = plain_name) -> None:
        self._now, self._named = now, named
        self._jobs: dict[str, Job] = {}

    def order(self, call: FakeCall, question: Question, tally: Tally) -> Job | Answer:
        """Order a picture; the answer of a fault where there is one."""
        seconds = call.queue(question, tally)
        return seconds if isinstance(seconds, Answer) else self.begin(call, question, tally, seconds)

    def begin(self, call: FakeCall, question: Question, tally: Tally, seconds: float) -> Job:
        """Begin the work of an order that was taken."""
        job = Job(self._named(), call, question, tally, Work(seconds, self._now))
        self._jobs[job.name] = job
        return job

    def get(self, name: str) -> Job | None:
        """The job of a name."""
        return self._jobs.get(name)

    def clear(self) -> None:
        """Forget them."""
        self._jobs.clear()


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


class UploadStore:
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

    def given(self, call: FakeCall) -> Answer:
        """An uploaded file, for who asks for its address; raises ``Rejected`` if it is not there."""
        call.at(FILE)
        upload = self.at(call.base + call.path)
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


async def fetched(call: FakeCall, jobs: Jobs, name: str) -> Answer:
    """A painted picture, as its host gives it out; raises ``Rejected`` for what is not there and for robots."""
    found = _NAME.fullmatch(name)
    job = jobs.get(found["job"]) if found else None
    question = job.question if job else Question(endpoint=FILE, model="")
    instead = call.auxiliary(msgspec.structs.replace(question, endpoint=FILE))
    if instead is not None:
        return instead
    if "authorization" in call.request.headers:
        call.note("the key was sent to the host of files")
    if _ROBOT.match(call.request.headers.get("user-agent", "")):
        raise Rejected(TURNED_AWAY, "the user agent looks like a robot's")
    painting = await job.painting(call, int(found["number"] or 1)) if job and found else None
    if job is None or painting is None:
        raise Rejected(GONE, f"no file {name}")
    job.fetches += 1
    answer = Answer(body=painting.data, content_type=painting.media_type)
    return job.job_fault.file(job.fetches, answer) if job.job_fault.file else answer


def _late(fetches: int, answer: Answer) -> Answer:
    return GONE if fetches <= LATE_FETCHES else answer


def _moved(fetches: int, answer: Answer) -> Answer:
    return _redirect("?moved") if fetches == 1 else answer


def _redirect(target: str) -> Answer:
    return Answer(status=302, content_type=None, headers={"location": target})


def _dripped(_: int, answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, delivery=Delivery(piece=1, pause=BYTE_PAUSE))


def _endless(_: int, answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, delivery=Delivery(pad=answer.body, pads=FOREVER, pause=0))


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
