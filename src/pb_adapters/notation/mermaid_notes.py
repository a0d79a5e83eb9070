"""What a flowchart holds that a plan does not, gathered into a few sentences."""

from collections.abc import Iterable

_SHOWN = 6


class Notes:
    """The sentences about one flowchart; those about many lines name the first few."""

    def __init__(self, before: Iterable[str] = ()) -> None:
        self._sentences = list(before)
        self._ignored: dict[str, list[int]] = {}
        self._classes: dict[str, None] = {}
        self._forms: dict[str, None] = {}
        self._dropped: dict[str, None] = {}

    def count(self, what: str, line: int) -> None:
        """A statement of this kind is ignored."""
        self._ignored.setdefault(what, []).append(line)

    def class_name(self, name: str) -> None:
        """A class that is no kind of ours."""
        self._classes[name] = None

    def form(self, what: str, *, present: bool) -> None:
        """A form that is drawn plainly."""
        if present:
            self._forms[what] = None

    def dropped(self, what: Iterable[str]) -> None:
        """Formatting that was left out of a label."""
        self._dropped.update(dict.fromkeys(what))

    def say(self, sentence: str) -> None:
        """Something of its own."""
        self._sentences.append(sentence)

    def sentences(self) -> tuple[str, ...]:
        """All of it."""
        found = list(self._sentences)
        for what, lines in self._ignored.items():
            where = f"line {lines[0]}" if len(lines) == 1 else f"lines {_listed(map(str, lines))}"
            found.append(f"{_MEANINGS.get(what, what)} is ignored ({where}).")
        if self._classes:
            found.append(f"Classes that are no kind of element are ignored: {_listed(self._classes)}.")
        if self._forms:
            found.append(f"Drawn as plain lines: {_listed(self._forms)}.")
        if self._dropped:
            found.append(f"Left out of labels: {_listed(self._dropped)}.")
        return tuple(found)


_MEANINGS = {
    "click": "click, which no figure can do,",
    "direction": "The direction within a subgraph",
    "~~~": "An invisible link (~~~)",
}


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
