"""JSON as upstreams really send it: padded, wrapped, fenced, streamed or cut."""

import json

import msgspec

from pb_adapters.upstream.exchange import Answer
from pb_core.errors import BadAnswer, OutcomeUnknown

_BOM = b"\xef\xbb\xbf"
_ERROR = 400
_CUT = "truncated"
_DECODER = json.JSONDecoder()
_STARTS = 20
"""From how many brackets of a text reading JSON is tried."""


def json_of(answer: Answer, provider: str) -> object:
    """The answer's JSON, past white space, a byte order mark and keep-alive lines that start with a colon.

    A list of one error is that error. With an error status, a body that is no JSON is ``None``.

    Raises:
        OutcomeUnknown: A success without any JSON, or with one that was cut: the call may have been billed.
        BadAnswer: A success with something else than JSON.
    """
    body = _unpadded(answer.body)
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if answer.status >= _ERROR:
            return None
        if not body or _CUT in str(error):
            message = f"{provider} sent no whole answer; the call may have been billed."
            raise OutcomeUnknown(message) from None
        message = f"{provider} answered with something else than JSON."
        raise BadAnswer(message) from None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "error" in value[0]:
        return value[0]
    return value


def events_of(answer: Answer) -> tuple[bytes, ...]:
    """The ``data`` of each server-sent event in the body, ``[DONE]`` left out; empty if it is no event stream."""
    lines = _unpadded(answer.body).splitlines()
    if not lines or not lines[0].startswith((b"data:", b"event:", b"id:", b"retry:")):
        return ()
    found = (line[5:].strip() for line in lines if line.startswith(b"data:"))
    return tuple(data for data in found if data != b"[DONE]")


def first_json(text: str) -> str:
    """The first JSON object in a model's text, else its first list, without the fences and words around it.

    A text that holds none, or only the beginning of one, is returned without the blanks around it: whoever parses it
    says what is wrong. A part of an object that was cut is never taken for the whole.
    """
    for bracket in "{[":
        start = -1
        for _ in range(_STARTS):
            start = text.find(bracket, start + 1)
            if start < 0:
                break
            try:
                _, end = _DECODER.raw_decode(text, start)
            except (ValueError, RecursionError):
                if _is_cut(text[start:]):
                    return text.strip()
                continue
            return text[start:end]
    return text.strip()


def _is_cut(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return _CUT in str(error)
    return False


def _unpadded(body: bytes) -> bytes:
    body = body.removeprefix(_BOM).lstrip()
    while body.startswith(b":"):
        body = body.partition(b"\n")[2].lstrip()
    return body
