"""What a flowchart holds that a plan does not, gathered into a few sentences."""

from collections.abc import Iterable

_SHOWN = 6


class Notes:
    """The sentences about one flowchart; those about many lines name the first few."""

    def __init__(self, before: Iterable[str] = ()) -> None:
        self._sentences = list(before)
        self._ignored: dict[str, dict[int, None]] = {}
        self._shapes: dict[str, None] = {}
        self._signs: dict[str, None] = {}
        self._joins: dict[str, None] = {}
        self._unknown: dict[str, None] = {}
        self._classes: dict[str, None] = {}
        self._forms: dict[str, None] = {}
        self._dropped: dict[str, None] = {}

    def count(self, what: str, line: int) -> None:
        """A statement of this kind is ignored."""
        self._ignored.setdefault(what, {})[line] = None

    def class_name(self, name: str) -> None:
        """A class that a node has besides its sort, that all nodes have, or that is of no node."""
        self._classes[name] = None

    def form(self, what: str, *, present: bool) -> None:
        """A form that is drawn plainly."""
        if present:
            self._forms[what] = None

    def shape(self, name: str, kind: str) -> None:
        """A shape that is drawn as the nearest kind."""
        self._shapes[f"{name} as {kind}"] = None

    def unlabelled(self, name: str, sign: str) -> None:
        """A node without text: it is drawn with a sign."""
        self._signs[f"{name} ({sign})"] = None

    def passed(self, name: str) -> None:
        """A node without text where lines only meet: arrows pass through it."""
        self._joins[name] = None

    def unknown(self, tags: Iterable[str]) -> None:
        """What looks like a tag and is text."""
        self._unknown.update(dict.fromkeys(tags))

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
            found.append(f"{_MEANINGS.get(what, what)} is ignored ({_places(lines)}).")
        found += [f"{what}: {_listed(names)}." for what, names in self._lists() if names]
        return tuple(found)

    def _lists(self) -> tuple[tuple[str, dict[str, None]], ...]:
        return (
            ("Classes that tell neither a kind nor a sort are ignored", self._classes),
            ("Drawn as plain lines", self._forms),
            ("Shapes without a counterpart are drawn as the nearest kind", self._shapes),
            ("Nodes that have no text are drawn with a sign", self._signs),
            ("Arrows pass through joins, which have no text", self._joins),
            ("Left out of labels", self._dropped),
            ("Tags that HTML does not have are drawn as text", self._unknown),
        )


_MEANINGS = {
    "classDef": "classDef, but for a hue of a class,",
    "click": "click, which no figure can do,",
    "direction": "The direction within a subgraph",
    "~~~": "An invisible link (~~~)",
}


def _places(lines: Iterable[int]) -> str:
    numbers = list(lines)
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {_listed(map(str, numbers))}"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
