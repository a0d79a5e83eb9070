"""The labels of a plan, and prose that keeps to them."""

import re
from collections.abc import Iterable

from pb_core.domain.diagrams.spec import DiagramSpec

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def plan_labels(spec: DiagramSpec) -> tuple[str, ...]:
    """Every text that a drawing of the plan shows, each once, in reading order."""
    texts = [spec.title, *(group.title for group in spec.groups)]
    for element in spec.elements:
        texts += [element.label, element.detail]
    texts += [connection.label for connection in spec.connections]
    return tuple(dict.fromkeys(filter(None, texts)))


def prose_without(prose: str, left: Iterable[str], kept: Iterable[str]) -> str:
    """The prose without its sentences that name what was left out of a plan.

    A name inside the label of something that is kept (``net`` of ``second net``) counts for that.
    """
    gone = _any_of(left)
    if gone is None:
        return prose
    inside = _any_of(kept)

    def names_it(sentence: str) -> bool:
        return bool(gone.search(inside.sub(" ", sentence) if inside else sentence))

    lines = (" ".join(s for s in _SENTENCE.split(line) if not names_it(s)) for line in prose.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of these names as whole words, the longest first."""
    listed = sorted(filter(str.strip, names), key=len, reverse=True)
    if not listed:
        return None
    words = "|".join(r"\s+".join(map(re.escape, name.split())) for name in listed)
    return re.compile(rf"(?<!\w)(?:{words})(?:s|es)?(?!\w)", re.IGNORECASE)
