"""A caller's data in the shapes that Python people have it in, as the JSON text that the core reads."""

import io
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

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


Data = str | Path | Mapping[str, Any] | list[Any] | tuple[Any, ...] | DataFrame
"""A CSV, JSON or Parquet file, JSON text, columns by name, rows, or a data frame."""


def data_json(data: Data) -> str:
    """The data as the API takes it (reference: ``data_json``).

    Raises:
        InvalidRequest: there is no such file, it is no text, or a value has no place in JSON.
    """
    if isinstance(data, Path):
        return json_of_file(_bytes_of(data))
    if isinstance(data, str):
        return data if _JSON.match(data) else json_of_file(_bytes_of(Path(data)))
    if isinstance(data, Mapping | list | tuple):
        return _encoded(data)
    if isinstance(data, DataFrame):
        return _encoded({str(name): _values(data[name]) for name in data.columns})
    raise InvalidRequest(f"data must be a file, JSON text, columns, rows or a data frame, not {type(data).__name__}")


def json_of_file(content: bytes) -> str:
    """The content of a CSV, JSON or Parquet file as JSON text; its first bytes tell which it is, not its name."""
    if content.startswith(b"PAR1"):
        return _json_of_parquet(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest("the data are not UTF-8 text: save the file as CSV or JSON in UTF-8") from error
    return text if _JSON.match(text) else json_of_csv(text)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InvalidRequest(f"the data file {str(path)[:200]!r} cannot be read: {why}") from error


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


def _plain(value: Any) -> object:  # noqa: ANN401 - scalars and arrays of numpy, pandas and the like
    """Numpy's arrays and scalars as Python's own; a time of theirs has ``isoformat``."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no number, text or time")
