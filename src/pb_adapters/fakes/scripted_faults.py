"""Fault: a way in which a call goes wrong, as a change to some stage of its answer; Script: which calls it strikes."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.fakes.exchange import Answer, Delivery, html_answer
from pb_adapters.fakes.prompt_parser import Painting, Question

Document = Any
"""A decoded JSON body; its form is the provider's."""

HUGE = 60 * 10**6
BOMB_SIDE = 100_000
FOREVER = float("inf")


class Fault(Struct, frozen=True, kw_only=True):
    """A named fault; the stages it leaves ``None`` go as always.

    ``instead`` answers in place of everything, or ``None`` to let this
    question pass; ``question`` changes what reaches the model, ``words`` its text, ``picture`` the painting (``None``:
    there is none), ``reply`` the decoded body of a good answer, ``wire`` the finished answer. ``billed`` says whether
    the provider charges for the call; faults that change a good answer are charged for. ``endpoints`` limits it to
    some of the provider's endpoints; without it, a fault strikes where words or pictures are made. ``free_at`` names
    the endpoints where it is not charged for although ``billed``.
    """

    name: str
    what: str
    billed: bool = True
    instead: Callable[[Question], Answer | None] | None = None
    question: Callable[[Question], Question] | None = None
    words: Callable[[str], str] | None = None
    picture: Callable[[Painting], Painting | None] | None = None
    reply: Callable[[Document], Document] | None = None
    wire: Callable[[Answer], Answer] | None = None
    endpoints: tuple[str, ...] = ()
    free_at: tuple[str, ...] = ()
    only: str = ""
    """``words`` or ``picture`` if it can strike only such questions."""

    def costs(self, question: Question) -> bool:
        """Whether the provider charges for a question that this fault strikes."""
        return self.billed and question.endpoint not in self.free_at

    def strikes(self, question: Question) -> bool:
        """Whether this fault can happen to a question."""
        if self.endpoints and question.endpoint not in self.endpoints:
            return False
        only = self.only or ("words" if self.words else "picture" if self.picture else "")
        return not only or (only == "picture") == question.wants_picture


def fault(name: str, what: str, answer: Answer | Callable[[Question], Answer | None], *, billed: bool = False) -> Fault:
    """A fault that answers something else in place of everything."""
    return Fault(name=name, what=what, billed=billed, instead=answer if callable(answer) else lambda _: answer)


def saying(text: str) -> Fault:
    """Let the model say ``text``, for a test that wants a given verdict."""
    return Fault(name="says", what="answers a given text", words=lambda _: text)


def painting(picture: bytes) -> Fault:
    """Let the model paint this PNG, for a test that wants a given picture."""
    return Fault(name="paints", what="paints a given picture", picture=lambda _: Painting(data=picture))


def transport_fault(name: str, what: str, delivery: Delivery) -> Fault:
    """A fault of the way and not of the answer."""
    return Fault(name=name, what=what, wire=lambda answer: msgspec.structs.replace(answer, delivery=delivery))


def _with(**changes: Any) -> Callable[[Answer], Answer]:  # noqa: ANN401 - the fields of Answer, each of its own type
    return lambda answer: msgspec.structs.replace(answer, **changes)


def _huge(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, body=answer.body + b" " * (HUGE - len(answer.body)))


def _dripped(answer: Answer) -> Answer:
    delivery = Delivery(piece=max(1, len(answer.body) // 20), pause=0.1)
    return msgspec.structs.replace(answer, delivery=delivery)


def _misfit(text: str) -> str:
    """The same JSON object without its first member, or another type where it is none."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return "[]"
    return msgspec.json.encode(dict(list(value.items())[1:]) if isinstance(value, dict) else []).decode()


def _unseen(question: Question) -> Question:
    return msgspec.structs.replace(question, pictures=(), unread=0)


def _bomb(painting: Painting) -> Painting:
    """A PNG that claims 100,000 x 100,000 pixels and is a few bytes long."""
    header = struct.pack(">IIBBBBB", BOMB_SIDE, BOMB_SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1024))), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return msgspec.structs.replace(painting, data=b"\x89PNG\r\n\x1a\n" + body)


def _corrupt(painting: Painting) -> Painting:
    half = len(painting.data) // 2
    return msgspec.structs.replace(painting, data=painting.data[:half] + bytes(64))


def _not_a_picture(painting: Painting) -> Painting:
    return msgspec.structs.replace(painting, data=b"<html>no picture here</html>")


def _turned(painting: Painting) -> Painting:
    from pb_adapters.fakes.pictures import turned  # noqa: PLC0415 - Pillow is loaded where it paints

    return msgspec.structs.replace(painting, data=turned(painting.data))


def _jpeg(painting: Painting) -> Painting:
    from pb_adapters.fakes.pictures import as_jpeg  # noqa: PLC0415 - Pillow is loaded where it paints

    return Painting(data=as_jpeg(painting.data), media_type="image/jpeg")


def _half(painting: Painting) -> Painting:
    from pb_adapters.fakes.pictures import halved  # noqa: PLC0415 - Pillow is loaded where it paints

    return msgspec.structs.replace(painting, data=halved(painting.data))


def _mislabelled(painting: Painting) -> Painting:
    return msgspec.structs.replace(_jpeg(painting), media_type="image/png")


def table(*faults: Fault) -> dict[str, Fault]:
    """Faults by name."""
    return {fault.name: fault for fault in faults}


_NOISE = bytes(value * 167 % 251 for value in range(2000))

GENERAL = table(
    transport_fault("time-out", "does and bills the work, then never answers", Delivery(silent=True)),
    transport_fault(
        "hang-up", "does and bills the work, then closes the connection without a byte", Delivery(hang_up=True)
    ),
    transport_fault("cut-body", "closes the connection in the middle of the body", Delivery(share=0.5)),
    transport_fault("padded", "five lots of white space, then the answer", Delivery(pad=b" \n", pads=5)),
    transport_fault(
        "padded-comments", "three SSE comments, then the answer", Delivery(pad=b": PROCESSING\n\n", pads=3)
    ),
    transport_fault("padded-forever", "white space that never ends", Delivery(pad=b" \n", pads=FOREVER)),
    transport_fault(
        "padded-closed", "white space, then the connection is closed", Delivery(pad=b" \n", pads=5, share=0)
    ),
    Fault(name="slow-drip", what="the body in twenty pieces, 0.1 s apart", wire=_dripped),
    Fault(name="blank-body", what="200 and white space only", wire=_with(body=b"  \n \n")),
    Fault(name="empty-body", what="200 and no byte of body", wire=_with(body=b"")),
    Fault(name="garbage", what="200 and bytes that are no JSON", wire=_with(body=_NOISE)),
    Fault(name="wrong-type", what="the right body called text/html", wire=_with(content_type="text/html")),
    Fault(name="no-type", what="the right body without a Content-Type", wire=_with(content_type=None)),
    Fault(name="huge-body", what="a body of 60 MB", wire=_huge),
    fault("html-502", "HTTP 502 with a page of HTML", html_answer(502, "502 Bad Gateway")),
    Fault(name="json-fenced", what="JSON inside a Markdown fence", words=lambda text: f"```json\n{text}\n```"),
    Fault(name="json-chatty", what="words around the JSON", words=lambda text: f"{text}\n\nI hope this helps!"),
    Fault(name="json-cut", what="JSON that stops in the middle", words=lambda text: text[: len(text) // 2]),
    Fault(name="schema-violated", what="JSON that lacks a member", words=_misfit),
    Fault(name="blank-words", what="an answer without a word", words=lambda _: ""),
    Fault(name="blind", what="drops the pictures and lets the model guess", question=_unseen, only="words"),
    Fault(name="picture-missing", what="no picture in a good answer", picture=lambda _: None),
    Fault(name="picture-corrupt", what="a picture cut in the middle", picture=_corrupt),
    Fault(name="picture-no-picture", what="HTML where the picture should be", picture=_not_a_picture),
    Fault(name="picture-bomb", what="a header of 100,000 x 100,000 pixels", picture=_bomb),
    Fault(name="picture-wrong-ratio", what="a picture of the ratio turned round", picture=_turned),
    Fault(name="picture-too-small", what="a picture of half the size", picture=_half),
    Fault(name="picture-jpeg", what="a JPEG, and called so", picture=_jpeg),
    Fault(name="picture-mislabelled", what="a JPEG that is called PNG", picture=_mislabelled),
)


class Condition(Struct, frozen=True, kw_only=True):
    """Which questions a script is for; ``None`` means any."""

    provider: str
    role: str | None = None
    model: str | None = None
    endpoint: str | None = None

    def fits(self, provider: str, question: Question) -> bool:
        """Whether a question is meant."""
        return (
            provider == self.provider
            and self.role in {None, question.role}
            and self.model in {None, question.model}
            and self.endpoint in {None, question.endpoint}
        )


class Script:
    """A fault and the calls that it strikes: ``times`` of those that fit, from the ``call``-th on (1 is the first).

    ``times`` ``None`` means all of them. Calls are counted from the moment the script was written.
    """

    def __init__(self, condition: Condition, fault: Fault, *, call: int = 1, times: int | None = 1) -> None:
        self.condition, self.fault = condition, fault
        self._first, self._times, self._seen = call, times, 0

    def strikes(self, provider: str, question: Question) -> bool:
        """Count a call if it fits, and say whether the fault strikes it.

        Calls that make nothing are struck only where the script or the fault names their endpoint.
        """
        if not (self.condition.fits(provider, question) and self.fault.strikes(question)):
            return False
        if question.is_auxiliary and question.endpoint not in {self.condition.endpoint, *self.fault.endpoints}:
            return False
        self._seen += 1
        return self._first <= self._seen and (self._times is None or self._seen < self._first + self._times)


def struck(scripts: list[Script], provider: str, question: Question) -> Fault | None:
    """The fault that strikes a call: the earliest script's, while every script counts the call."""
    faults = [script.fault for script in scripts if script.strikes(provider, question)]
    return faults[0] if faults else None
