"""The manifest: a table of requests, CSV or JSON lines, read whole and held against the API before anything is sent."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from pb_core.application.submissions import ENDPOINTS, require_submission
from pb_core.domain.request_rules import meant
from pb_core.domain.requests import CompositeBody
from pb_core.errors import InvalidRequest
from pb_http.batches.cells import set_cell
from pb_http.batches.contents import FILES, content_of, named_files
from pb_http.batches.rows import Row, digest_of
from pb_http.body_decoding import of_document

MOST_ROWS = 10_000
NAME, KIND = "name", "kind"
BODIES = {endpoint: body for body, endpoint in ENDPOINTS.items()}
"""The bodies of requests by what the column ``kind`` calls them."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST_NAME = 100


class Fault(Struct, frozen=True):
    """What is wrong with a row, counted from 1 without the header; 0 is the whole table."""

    row: int
    sentence: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.sentence}" if self.row else self.sentence


class Manifest(Struct, frozen=True, kw_only=True):
    """The rows of a table that can be submitted, and what is wrong with the others."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()


def read(path: Path, *, default_kind: str | None = None) -> Manifest:
    """Read a table; files that it names are looked up from its own folder, and read.

    Raises ``InvalidRequest`` where the file is no table at all.
    """
    records = _records(path.read_bytes(), path.suffix.lower())
    if not records:
        raise InvalidRequest("the manifest has no rows")
    if len(records) > MOST_ROWS:
        raise InvalidRequest(f"the manifest has {len(records)} rows, and at most {MOST_ROWS} are taken: split it")
    faults: list[Fault] = []
    rows: list[Row] = []
    for number, record in enumerate(records, 1):
        row = Row(number=number, name=_name(record, number), kind=str(record.get(KIND) or default_kind or ""))
        try:
            rows.append(_filled(row, record, path.parent))
        except (InvalidRequest, OSError) as error:
            faults.append(Fault(number, _told(error)))
    faults += _names(rows)
    faults += _references(rows, path.parent)
    return Manifest(rows=_with_keys(rows), faults=tuple(sorted(faults, key=lambda fault: fault.row)))


# --- the table ------------------------------------------------------------------------------------


def _records(data: bytes, ending: str) -> list[dict[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"the manifest is not UTF-8 at byte {error.start}: save it as UTF-8") from error
    return _json_lines(text) if ending in {".jsonl", ".ndjson"} else _csv(text)


def _csv(text: str) -> list[dict[str, Any]]:
    csv.field_size_limit(2**24)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise InvalidRequest(f"the manifest is no CSV at line {reader.line_num}: {error}") from error
    header, *rest = lines or [[]]
    columns = [column.strip() for column in header]
    if doubled := next((column for column, count in Counter(columns).items() if count > 1), None):
        raise InvalidRequest(f"the manifest has two columns '{doubled}'")
    for number, line in enumerate(rest, 1):
        if len(line) > len(columns):
            raise InvalidRequest(f"row {number} has {len(line)} cells, and there are {len(columns)} columns")
    return [{column: cell for column, cell in zip(columns, line, strict=False) if cell.strip()} for line in rest]


def _json_lines(text: str) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InvalidRequest(f"line {number} of the manifest is no JSON: {error}") from error
        if not isinstance(record, dict):
            raise InvalidRequest(f"line {number} of the manifest is no JSON object")
        found.append({name: value for name, value in record.items() if value is not None})
    return found


# --- one row --------------------------------------------------------------------------------------


def _name(record: Mapping[str, Any], number: int) -> str:
    return str(record.get(NAME, f"row-{number}")).strip()


def _filled(row: Row, record: Mapping[str, Any], folder: Path) -> Row:
    """The row with its fields and the digest of its request; raises ``InvalidRequest`` or ``OSError``."""
    _require_name(row.name)
    if row.kind not in BODIES:
        wanted = ", ".join(BODIES)
        raise InvalidRequest(
            f"kind must be one of {wanted}; it is '{row.kind}'" if row.kind else f"kind is required: {wanted}"
        )
    fields: dict[str, Any] = {}
    files: dict[str, Path] = {}
    for column, value in record.items():
        if column in {NAME, KIND}:
            continue
        if column in FILES:
            files[column] = folder / str(value)
        elif isinstance(value, str):
            _require_field(row.kind, column)
            set_cell(fields, BODIES[row.kind], column, value)
        else:
            _require_field(row.kind, column)
            fields[column] = value
    for column in files:
        if FILES[column].field not in BODIES[row.kind].__struct_fields__:
            raise InvalidRequest(f"{column} does not go with kind {row.kind}")
    row = Row(number=row.number, name=row.name, kind=row.kind, fields=fields, files=files, folder=folder)
    document = content_of(row)
    body = of_document(document, BODIES[row.kind]).value
    require_submission(body)
    uploads = named_files(row) if isinstance(body, CompositeBody) else {}
    return Row(
        number=row.number,
        name=row.name,
        kind=row.kind,
        fields=fields,
        files=files,
        folder=folder,
        key=digest_of(row.kind, document, uploads),
        formats=tuple(document.get("output_formats") or ("png",)),
    )


def _require_name(name: str) -> None:
    if not name or name.startswith((".", "-")) or len(name) > _LONGEST_NAME or _UNSAFE.search(name):
        raise InvalidRequest(
            f"name must be the name of a file without its ending, of at most {_LONGEST_NAME} characters; it is {name!a}"
        )


def _require_field(kind: str, column: str) -> None:
    known = BODIES[kind].__struct_fields__
    if column.partition(".")[0] in known:
        return
    raise InvalidRequest(f"{kind} has no field {column!a}{meant(column, (*known, *FILES, NAME, KIND))}")


# --- all rows -------------------------------------------------------------------------------------


def _names(rows: list[Row]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.name.casefold(), row.number)
        if first != row.number:
            yield Fault(row.number, f"row {first} has the name '{row.name}' too: results would stand in one file")


def _references(rows: list[Row], folder: Path) -> Iterator[Fault]:
    """Composites name rows that are no composites, files that are there, or ids."""
    kinds = {row.name: row.kind for row in rows}
    for row in rows:
        for source in row.sources:
            if kinds.get(source) in {"composite", "optimize-prompt"}:
                yield Fault(row.number, f"source_task_ids: row '{source}' makes no figure that can be a panel here")
            elif source not in kinds and "." in source and not (folder / source).is_file():
                yield Fault(row.number, f"source_task_ids: there is neither a row nor a file '{source}'")


def _with_keys(rows: list[Row]) -> tuple[Row, ...]:
    """The rows with idempotency keys of their own: the same request may be wanted several times."""
    times: Counter[str] = Counter()
    found: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: bool(row.sources)):
        named = [one.key for one in found.values() if one.name in row.sources]
        whole = row.of_others(named) if named else row
        times[whole.key] += 1
        found[row.number] = whole.again(times[whole.key])
    return tuple(found[row.number] for row in rows)


def _told(error: InvalidRequest | OSError) -> str:
    if isinstance(error, OSError):
        return f"'{error.filename}' cannot be read ({error.strerror})"
    return str(error)
