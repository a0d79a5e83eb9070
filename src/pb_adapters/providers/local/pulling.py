"""Model files from a hub: fetched with resuming, held against the hub's checksum, there only when they are whole."""

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import httpx
from msgspec import Struct

from pb_adapters.providers.local.model_file import ModelFile, read_model_file
from pb_adapters.upstream.trust import trusting
from pb_core.errors import EngineMisconfigured, EngineUnavailable

HUB = "https://huggingface.co"
"""Where models are named as ``owner/repository/file.gguf``."""

Told = Callable[[int, int], None]
"""Is told how many bytes there are, and of how many."""

_NAME = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)/(?P<file>[\w./-]+\.gguf)", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SECONDS = httpx.Timeout(60.0, connect=15.0)
_MOVED = 300
_DENIED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


class Remote(Struct, frozen=True):
    """A file at a hub: where it is, how long, and its SHA-256 if the hub tells it."""

    url: str
    size: int
    sha256: str = ""


def pull(
    name: str,
    folder: Path,
    *,
    hub: str = HUB,
    sha256: str = "",
    told: Told = lambda _a, _b: None,
    bundle: Path | None = None,
) -> ModelFile:
    """Fetch a model; a file that is there whole is not fetched again, one that broke off is gone on with.

    The environment's proxies are used, and its certificates unless ``bundle`` names authorities to trust besides the
    public ones.

    Raises:
        EngineMisconfigured: No such name or file, or what came is not the file that the hub tells of.
        EngineUnavailable: The hub cannot be reached, or the connection broke.
    """
    found = _NAME.fullmatch(name)
    if found is None or ".." in name:
        raise EngineMisconfigured(f"'{name[:100]}' names no model: write owner/repository/file.gguf")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / Path(found["file"]).name
    trust = True if bundle is None else trusting(bundle)
    with httpx.Client(timeout=_SECONDS, follow_redirects=False, verify=trust) as client:
        try:
            remote = _remote(client, f"{hub.rstrip('/')}/{found['repository']}/resolve/main/{found['file']}", name)
            if not (target.exists() and target.stat().st_size == remote.size):
                _fetch(client, remote, target, sha256 or remote.sha256, told)
        except httpx.HTTPError as error:
            raise EngineUnavailable(
                f"{hub} could not be read ({type(error).__name__}): try again to go on, or set PAPERBANANA_LOCAL_MODEL "
                "to a file that you have"
            ) from error
    return read_model_file(target)


def _remote(client: httpx.Client, url: str, name: str) -> Remote:
    """What the hub tells of a file; its own answer names the checksum, the one behind a redirect the length."""
    answer = client.head(url)
    if answer.status_code in _DENIED:
        raise EngineMisconfigured(f"the hub does not give {name} to everybody: download it there and name the file")
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise EngineMisconfigured(f"the hub has no {name} (HTTP {answer.status_code})")
    linked = answer.headers.get("x-linked-etag", "").strip('W/"')
    size = answer.headers.get("x-linked-size") or answer.headers.get("content-length") or "0"
    return Remote(url, int(size), linked if _SHA256.fullmatch(linked) else "")


def _fetch(client: httpx.Client, remote: Remote, target: Path, sha256: str, told: Told) -> None:
    part = target.with_name(target.name + ".part")
    there = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={there}-"} if 0 < there < remote.size else {}
    with client.stream("GET", remote.url, headers=headers, follow_redirects=True) as answer:
        if answer.status_code >= _MOVED:
            raise EngineUnavailable(f"the hub did not give the file (HTTP {answer.status_code}): try again later")
        is_rest = answer.status_code == HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if is_rest else "wb") as file:
            for piece in answer.iter_bytes():
                file.write(piece)
                told(file.tell(), remote.size)
    _require_whole(part, remote, sha256)
    part.replace(target)


def _require_whole(part: Path, remote: Remote, sha256: str) -> None:
    if remote.size and part.stat().st_size != remote.size:
        raise EngineUnavailable(f"{part.name} has {part.stat().st_size:,} bytes of {remote.size:,}: try again to go on")
    if not sha256:
        return
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256.lower():
        part.unlink()
        raise EngineMisconfigured(f"{part.name} is not what the hub tells of (SHA-256 {found[:12]}…): it was removed")
