"""How a text in a notation is refused: one sentence with the line."""

from typing import NoReturn

from pb_core.domain.request_rules import shown
from pb_core.errors import InvalidRequest


def refuse(line: int, why: str) -> NoReturn:
    """Raise ``InvalidRequest`` about a line, counted from 1."""
    raise InvalidRequest(f"line {line}: {why}")


def refuse_line(line: int, lines: list[str], why: str) -> NoReturn:
    """Raise ``InvalidRequest`` about a line that is shown shortened."""
    refuse(line, f"{shown(lines[line - 1].strip())}: {why}")
