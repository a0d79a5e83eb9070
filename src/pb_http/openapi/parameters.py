"""Parameters as the document tells of them; routes read them as text, so that refusals have sentences of their own."""

from collections.abc import Iterable
from typing import Any

from litestar.openapi.spec import OpenAPIFormat, OpenAPIType, Parameter, Schema
from litestar.params import HeaderParameter, PathParameter, QueryParameter

TASK_ID = PathParameter(description="As answered to the submission.")
IF_NONE_MATCH = HeaderParameter(name="If-None-Match", description="The `ETag` of the answer that the caller has.")


def whole_number(description: str, *, most: int | None = None, usual: int | None = None) -> QueryParameter:
    """A whole number from 1."""
    return _query(description, None, type=OpenAPIType.INTEGER, minimum=1, maximum=most, default=usual)


def one_of(
    words: Iterable[str], description: str, *, name: str | None = None, usual: str | None = None
) -> QueryParameter:
    """One of these words."""
    return _query(description, name, type=OpenAPIType.STRING, enum=[str(word) for word in words], default=usual)


def time(description: str) -> QueryParameter:
    """A time; a date is one too."""
    return _query(description, None, type=OpenAPIType.STRING, format=OpenAPIFormat.DATE_TIME)


def text(description: str) -> QueryParameter:
    """Any text."""
    return _query(description, None, type=OpenAPIType.STRING)


def documented(parameter: Parameter) -> Parameter:
    """The same without what it has from the code only: it may be left out, but never be null."""
    if isinstance(parameter.schema, Schema):
        kept = parameter.schema
        kept.description = None
        if kept.one_of:
            kept.one_of, kept.type = None, OpenAPIType.STRING
    return parameter


def _query(description: str, name: str | None, **schema: Any) -> QueryParameter:  # noqa: ANN401 - of a schema
    given = {key: value for key, value in schema.items() if value is not None}
    return QueryParameter(name=name, description=description, schema_extra={"one_of": None, **given})
