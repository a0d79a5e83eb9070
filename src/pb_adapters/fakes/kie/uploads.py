"""The host of Kie that takes files: by base64, by form, and by address."""

import base64
import binascii
import uuid
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any, NoReturn

from pb_adapters.fakes.desk import Desk, Rejected
from pb_adapters.fakes.exchange import Answer
from pb_adapters.fakes.files import Shelf, Upload, form_of
from pb_adapters.fakes.kie.reading import read_object
from pb_adapters.fakes.kie.wording import sent

LARGEST_BASE64 = 10 * 2**20
BASE64, FORM, ADDRESS = "/api/file-base64-upload", "/api/file-stream-upload", "/api/file-url-upload"
ROUTES = frozenset({BASE64, FORM, ADDRESS})


def failed(code: int, msg: str) -> Answer:
    """An error of this host, under HTTP 200."""
    return sent({"success": False, "code": code, "msg": msg})


def refuse(msg: str, code: int = 400) -> NoReturn:
    """Turn the upload down."""
    raise Rejected(failed(code, msg), msg)


def check_key(desk: Desk) -> None:
    """The key stands behind ``Bearer``, as at the other host."""
    if desk.request.headers.get("authorization") != f"Bearer {desk.key}":
        refuse("You do not have access permissions", 401)


def uploaded(desk: Desk, route: str, shelf: Shelf, base: str) -> Answer:
    """Take a file; its address begins with ``base``."""
    path, upload = _form(desk) if route == FORM else _document(desk, read_object(desk), route)
    if not path:
        refuse("uploadPath is required")
    url = shelf.keep(upload, base)
    data = {
        "success": True,
        "fileName": upload.name,
        "filePath": f"kieai/77/{path}/{upload.name}",
        "downloadUrl": url,
        "fileSize": len(upload.data),
        "mimeType": upload.media_type,
        "uploadedAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return sent({"success": True, "code": 200, "msg": "File uploaded successfully", "data": data})


def _form(desk: Desk) -> tuple[str, Upload]:
    form = form_of(desk.request.headers.get("content-type", ""), desk.request.body)
    if form is None or "file" not in form.files:
        refuse("file is required")
    upload = form.files["file"]
    return form.fields.get("uploadPath", ""), Upload(
        form.fields.get("fileName") or upload.name, upload.media_type, upload.data
    )


def _document(desk: Desk, document: dict[str, Any], route: str) -> tuple[str, Upload]:
    member = "base64Data" if route == BASE64 else "fileUrl"
    told = document.get(member)
    if not isinstance(told, str) or not told:
        refuse(f"{member} is required")
    for name in document:
        if name not in {member, "uploadPath", "fileName"}:
            desk.note(f"unknown field {name} ignored")
    name, path = str(document.get("fileName") or ""), str(document.get("uploadPath") or "")
    if route == ADDRESS:
        name = name or PurePosixPath(told.partition("?")[0]).name or "file"
        desk.note("the file of fileUrl is not fetched by this fake")
        return path, Upload(name, guess_type(name)[0] or "application/octet-stream", b"")
    return path, _decoded(told, name)


def _decoded(told: str, name: str) -> Upload:
    head, comma, text = told.rpartition(",")
    media_type = head.removeprefix("data:").removesuffix(";base64") if comma else guess_type(name)[0] or "image/png"
    if len(text) > LARGEST_BASE64:
        refuse("The file is too large for a base64 upload")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        refuse("base64Data is not valid")
    return Upload(name or f"{uuid.uuid4().hex}.{media_type.partition('/')[2]}", media_type, data)
