"""Parquet files for ``pb plot``, where a library that reads them is already there."""

import io
from importlib.util import find_spec

import click
import msgspec


def json_of_parquet(data: bytes) -> str:
    """The rows as JSON records; needs pyarrow, which this distribution does not bring."""
    if find_spec("pyarrow") is None:
        message = "Parquet files need the package pyarrow: install it, or convert the file to CSV or JSON"
        raise click.ClickException(message)
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - only where it is installed

    try:
        rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    except (ArrowException, OSError) as error:
        message = f"the Parquet file cannot be read: {error}"
        raise click.ClickException(message) from error
    return msgspec.json.encode(rows).decode()
