"""``/assets``: the style sheet, scripts and libraries of the pages, read once and kept for ever by browsers."""

import mimetypes
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, HeaderParameter
from msgspec import Struct

from pb_core.errors import NotFound
from pb_http.conditional import matches

FOLDER = Path(__file__).with_name("assets")


class Asset(Struct, frozen=True):
    """One file: its bytes, what they are, and the digest that stands in its address."""

    content: bytes
    media_type: str
    digest: str


@cache
def asset(name: str) -> Asset:
    """The file of this name below the folder of assets; raises ``NotFound``."""
    if name not in _names():
        raise NotFound("There is no such asset")
    content = (FOLDER / name).read_bytes()
    media_type = mimetypes.guess_type(name)[0] or "text/plain"
    return Asset(content, media_type, blake2b(content, digest_size=8).hexdigest())


def address_of(name: str) -> str:
    """Where a page finds an asset: an address that changes with its content."""
    return f"/assets/{name}?v={asset(name).digest}"


@cache
def _names() -> frozenset[str]:
    """All files below the folder, so that a name is looked up and never joined to a path unseen."""
    return frozenset(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@get("/assets/{name:path}", include_in_schema=False)
async def assets(
    name: FromPath[str],
    v: FromQuery[str | None] = None,
    if_none_match: Annotated[str | None, HeaderParameter(name="If-None-Match")] = None,
) -> Response[bytes]:
    """Answer with a file; for ever where its address names its content."""
    found = asset(name.lstrip("/"))
    etag = f'"{found.digest}"'
    is_fixed = v == found.digest
    headers = {"ETag": etag, "Cache-Control": "public, max-age=31536000, immutable" if is_fixed else "no-cache"}
    if matches(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)
