"""Contents: what the files that a row names give to its request."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from pb_adapters.caller_data import json_of_file
from pb_core.errors import InvalidRequest
from pb_http.batches.rows import Row


class FileColumn(Struct, frozen=True):
    """A column that names a file: the field that its content becomes, and how."""

    field: str
    read: Callable[[bytes], str]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"the file is not UTF-8 text at byte {error.start}") from error


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


FILES = {
    "source_file": FileColumn("source_context", _text),
    "pdf_file": FileColumn("pdf_base64", _base64),
    "data_file": FileColumn("data_json", json_of_file),
    "plan_file": FileColumn("plan", _text),
}
"""The columns that name files."""


def content_of(row: Row) -> dict[str, Any]:
    """The body of a row's request; raises ``InvalidRequest`` or ``OSError``."""
    document = dict(row.fields)
    for column, path in row.files.items():
        kind = FILES[column]
        if kind.field in document:
            raise InvalidRequest(f"{column} and {kind.field} exclude each other")
        try:
            document[kind.field] = kind.read(path.read_bytes())
        except InvalidRequest as error:
            raise InvalidRequest(f"{column}: {error}") from error
    return document


def named_files(row: Row) -> dict[str, bytes]:
    """The pictures that a composite brings along, by the names that it gives them."""
    paths: dict[str, Path] = {name: row.folder / name for name in row.sources if "." in name}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
