"""A caller's data in the shapes that Python people have it in, as the JSON text that the core reads."""

import io
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from pb_adapters.whole_file import read_file
from pb_core.domain.tables.table_reading import json_of_csv
from pb_core.errors import InvalidRequest

_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[\[\]{\"\d-]|true\b|false\b|null\b|NaN\b|Infinity\b|$))")
"""How JSON begins; a header of CSV may begin with a bracket or a quotation mark too: ``[S] (mM),…``, ``"a","b"``."""


@runtime_checkable
class DataFrame(Protocol):
    """What pandas and polars call a data frame, as far as it matters here."""

    @property
    def columns(self) -> Any:  # noqa: ANN401 - an index in pandas, a list in polars
        """The names of the columns."""

    def __getitem__(self, name: Any) -> Any:  # noqa: ANN401 - a column of either library
        """One column."""


FILE_ENDINGS = (".csv", ".json", ".parquet", ".tsv", ".txt")

Data = str | Path | Mapping[str, Any] | list[Any] | tuple[Any, ...] | DataFrame
"""A CSV, JSON or Parquet file, JSON text, columns by name, rows, or a data frame.

A string that ends as a file does is opened: text of somebody else is parsed first, and passed on as rows or columns.
"""

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def data_json(data: Data) -> str:
    """The data as the API takes it (reference: ``data_json``).

    Raises:
        InvalidRequest: there is no such file, it is no text, or a value has no place in JSON.
    """
    if isinstance(data, Path):
        return json_of_file(read_file(data))
    if isinstance(data, str):
        return data if _JSON.match(data) else json_of_file(read_file(_file_named(data)))
    if isinstance(data, Mapping | list | tuple):
        return _encoded(data)
    if isinstance(data, DataFrame):
        return _encoded(_columns(data))
    raise InvalidRequest(f"data must be a file, JSON text, columns, rows or a data frame, not {type(data).__name__}")


def json_of_file(content: bytes) -> str:
    """The content of a CSV, JSON or Parquet file as JSON text; its first bytes tell which it is, not its name.

    Text is UTF-8; a CSV file that is not is read as Windows-1252, the code of spreadsheets, where every byte fits it.
    """
    if content.startswith(b"PAR1"):
        return _json_of_parquet(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _spreadsheet_text(content)
        if not text or _JSON.match(text):
            raise InvalidRequest("the data are not UTF-8 text: save the file as CSV or JSON in UTF-8") from error
    return text if _JSON.match(text) else json_of_csv(text)


def _spreadsheet_text(content: bytes) -> str:
    """The lines of a text in Windows-1252, or Latin-1 where that has no such byte; ``""``: they are no text."""
    lines = content.splitlines()
    if _CONTROLS.search(content) or len(lines) < 2:  # noqa: PLR2004 - a header and a row
        return ""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _file_named(text: str) -> Path:
    """The file that a string names; anything else that is no JSON is refused, and no file of that name is opened."""
    if not text.lower().endswith(FILE_ENDINGS) or "\n" in text:
        raise InvalidRequest(
            f"a string of data is JSON text, or the name of a file that ends in {', '.join(FILE_ENDINGS)}"
        )
    return Path(text)


def _columns(frame: DataFrame) -> dict[str, object]:
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidRequest(f"the data frame has more than one column {twice[:100]!r}: rename one")
    return {str(name): _values(frame[name]) for name in frame.columns}


def _json_of_parquet(content: bytes) -> str:
    if find_spec("pyarrow") is None:
        raise InvalidRequest("Parquet files need the package pyarrow: install it, or convert the file to CSV or JSON")
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - only where it is installed

    try:
        rows = parquet.read_table(io.BytesIO(content)).to_pylist()
    except (ArrowException, OSError) as error:
        raise InvalidRequest(f"the Parquet file cannot be read: {error}") from error
    return _encoded(rows)


def _encoded(data: object) -> str:
    try:
        return json.dumps(data, default=_plain, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError, OverflowError) as error:
        raise InvalidRequest(f"the data hold a value that has no place in a table: {error}") from error


def _values(column: Any) -> object:  # noqa: ANN401 - a column of either library
    return column.to_list() if hasattr(column, "to_list") else list(column)


def _times(value: Any) -> object:  # noqa: ANN401 - an array or a scalar of numpy
    """Times of numpy as ISO 8601; its own lists hold counts of nanoseconds."""
    texts = value.astype(str).tolist() if value.shape else [str(value)]
    times = [None if text == "NaT" else text for text in texts]
    return times if value.shape else times[0]


_MISSING = {"NaTType", "NAType"}
"""What pandas calls the types of its missing values."""


def _plain(value: Any) -> object:  # noqa: ANN401 - scalars and arrays of numpy, pandas and the like
    """Numpy's arrays and scalars as Python's own; a time of theirs has ``isoformat``."""
    if type(value).__name__ in _MISSING:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if getattr(getattr(value, "dtype", None), "kind", "") == "M":
        return _times(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no number, text or time")
