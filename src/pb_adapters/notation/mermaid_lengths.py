"""How long the words of a flowchart may be; what is longer is told together, up to three places at once."""

from typing import NoReturn

from pb_core.domain.request_rules import shown
from pb_core.errors import InvalidRequest

LONGEST = {"label": 120, "second line": 160, "label of an arrow": 120, "title": 120, "id": 64}
"""Characters of each text of a plan."""

_MOST_TOLD = 3


class Lengths:
    """The texts of one flowchart that are too long."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._found: dict[str, None] = {}

    def check(self, what: str, text: str, line: int) -> None:
        """Remember a text that is too long; raises ``InvalidRequest`` with the third."""
        if len(text) > LONGEST[what]:
            self._add(f"line {line}", self._lines[line - 1], f"the {what} has {len(text)}", LONGEST[what])

    def require(self) -> None:
        """Raise ``InvalidRequest`` if a text was too long."""
        if self._found:
            self._refuse()

    def _add(self, where: str, text: str, fault: str, most: int) -> None:
        self._found[f"{where}: {shown(text.strip())}: {fault} characters; {most} is the most"] = None
        if len(self._found) == _MOST_TOLD:
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise InvalidRequest("; ".join(self._found))
