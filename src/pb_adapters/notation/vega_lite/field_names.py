"""Names of fields as Vega-Lite writes them: paths into nested data, with escapes for what is part of a name."""

import re
from collections.abc import Container

from pb_adapters.notation.vega_lite.parts import refusal, refuse
from pb_core.domain.request_rules import shown

_STEP = re.compile(
    r"""(?P<plain>(?:\\.|[^\\.\[\]])+) | \['(?P<single>(?:\\.|[^'\\])*)'\] | \["(?P<double>(?:\\.|[^"\\])*)"\]
    | \[(?P<bare>[^\]'"]*)\] | (?P<dot>\.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def unescaped(text: str) -> str:
    """The text without the backslashes before its characters."""
    return _ESCAPE.sub(r"\1", text)


def column_name(written: str, known: Container[str], path: str) -> str:
    r"""The column that a name such as ``a\.b``, ``['a b']`` or ``a`` means.

    A name that is a column as it stands is that column. Nested data were made flat when they were read: a path of
    several steps is the column whose name joins them by dots or blanks.
    """
    if written in known:
        return written
    steps = _steps(written)
    if not steps:
        refuse(path, f"{shown(written)} names no field")
    if len(steps) == 1:
        return steps[0]
    for joint in (".", " ", "_"):
        if joint.join(steps) in known:
            return joint.join(steps)
    raise refusal(
        path, f"{shown(written)} reaches into nested data; columns are flat: write a dot within a name as \\."
    )


def _steps(written: str) -> list[str]:
    """The names along a path; empty if it is none."""
    found: list[str] = []
    place = 0
    while place < len(written):
        match = _STEP.match(written, place)
        if match is None:
            return []
        if match.lastgroup != "dot":
            found.append(unescaped(match[match.lastgroup or 0]))
        place = match.end()
    return [name for name in found if name]
