"""Forms: what a page posts, urlencoded or with files, read within the budget of all bodies."""

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from urllib.parse import parse_qsl

import anyio
import anyio.to_thread
from litestar.exceptions import HTTPException
from msgspec import Struct

from pb_core.errors import InvalidRequest
from pb_http.request import THREAD_BYTES, ApiRequest

MOST_FIELDS = 200
MOST_URLENCODED = 2**22
"""Bytes of a form without files, which has room for the longest plan: unescaping takes eighty times as many."""
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

_READERS = anyio.CapacityLimiter(1)
"""Threads for large forms, which take much memory while they are read."""


class Upload(Struct, frozen=True):
    """A file that a form carries; its name is the sender's word."""

    name: str
    content: bytes


class Form(Struct, frozen=True):
    """The fields and files of a form.

    A field that is absent reads as empty, as a browser leaves out what is not ticked.
    """

    fields: dict[str, tuple[str, ...]]
    files: dict[str, Upload] = {}

    def text(self, name: str) -> str:
        """The last value of a field, without blanks around it."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """The last value of a field as it was sent, with line ends as programs write them."""
        return self.fields.get(name, ("",))[-1].replace("\r\n", "\n")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in the order of the form."""
        return self.fields.get(name, ())

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self.fields

    def whole(self, name: str, label: str, least: int, most: int) -> int | None:
        """The whole number of a field, ``None`` where it is empty; raises ``InvalidRequest``."""
        text = self.text(name).replace(",", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
            raise InvalidRequest(f"{label} must be a whole number from {least:,} to {most:,}, or empty")
        return int(text)

    def file(self, name: str) -> Upload | None:
        """The file of a field, unless none was chosen."""
        upload = self.files.get(name)
        return upload if upload is not None and (upload.name or upload.content) else None


def sentence_at(error: InvalidRequest, labels: Mapping[str, str]) -> dict[str, str]:
    """The sentence of a rule at the field that it is about; at ``form`` where it names none of them.

    Rules begin it with the field's name, pages with its label; ``labels`` are those by name.
    """
    sentence = str(error)
    for name, label in labels.items():
        for called in (name, label):
            if sentence.startswith(f"{called} "):
                return {name: f"{label}{sentence.removeprefix(called)}"}
    return {"form": sentence}


async def form_of(request: ApiRequest, most: int | None = None) -> Form:
    """Read the form of a request, which may have ``most`` bytes; by default what bodies may have.

    Raises 415 for another kind of body, 413 past the limit, 422 for a broken one.
    """
    kind, _, options = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in {URLENCODED, MULTIPART}:
        raise HTTPException(status_code=415, detail="A form is expected here")
    most = most or request.runtime.max_body_bytes
    most = min(most, MOST_URLENCODED) if kind == URLENCODED else most
    _require_at_most(most, request.content_length or 0)
    body = bytes(await request.receive_all())
    _require_at_most(most, len(body))
    read = partial(_of_pairs, body) if kind == URLENCODED else partial(_of_parts, body, _boundary(options))
    if len(body) > THREAD_BYTES:
        return await anyio.to_thread.run_sync(read, limiter=_READERS)
    return read()


def _require_at_most(most: int, size: int) -> None:
    if size > most:
        raise HTTPException(status_code=413, detail="The form is too large")


def _of_pairs(body: bytes) -> Form:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise InvalidRequest("The form cannot be read: load the page again, then repeat what you did") from error
    return Form(_gathered(pairs))


def _of_parts(body: bytes, boundary: str) -> Form:
    from multipart import MultipartError, MultipartParser  # noqa: PLC0415 - forms with files only

    room = len(body) + 1
    parser = MultipartParser(
        BytesIO(body), boundary, part_limit=MOST_FIELDS, spool_limit=room, memory_limit=room, disk_limit=0
    )
    pairs, files = [], {}
    try:
        for part in parser:
            if part.filename is None:
                pairs.append((part.name, part.raw.decode()))
            else:
                files[part.name] = Upload(part.filename, part.raw)
    except (MultipartError, UnicodeDecodeError) as error:
        raise InvalidRequest("The form cannot be read: load the page again, then repeat what you did") from error
    return Form(_gathered(pairs), files)


def _boundary(options: str) -> str:
    from multipart import parse_options_header  # noqa: PLC0415 - forms with files only

    boundary: str = parse_options_header(f"{MULTIPART};{options}")[1].get("boundary", "")
    if not boundary:
        raise InvalidRequest("The form cannot be read: its boundary is missing")
    return boundary


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields
