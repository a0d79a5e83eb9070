"""Checks of what is written at arrows: labels, the pieces of line that two of them share, signs for labels."""

from collections.abc import Mapping

from pb_core.domain.diagrams.scene import LEGEND, DrawnLine, DrawnScene
from pb_core.domain.diagrams.shared_pieces import common_beginning, common_end
from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import around, line_distance, segments

_BESIDE = 8.0  # points from a line up to which words stand beside it


def says(words: Mapping[str, str], owner: str, wanted: str) -> bool:
    """Whether the words of an owner hold these, whatever stands between their letters."""
    return letters(wanted) in letters(words.get(owner, ""))


def letters(text: str) -> str:
    """The letters and digits of a text, all small."""
    return "".join(char for char in text if char.isalnum()).casefold()


def is_labelled(connection: Connection, line: DrawnLine, scene: DrawnScene, words: Mapping[str, str]) -> bool:
    """Whether the label of an arrow, or a sign for it, stands at its line or at the piece that it shares."""
    owner = line.label_at or line.name
    if line.label_at and not _stands_at_shared_piece(line, scene):
        return False
    return says(words, owner, connection.label) or _is_keyed(connection, owner, scene, words)


def _stands_at_shared_piece(line: DrawnLine, scene: DrawnScene) -> bool:
    """Whether the label of the arrow that a line names stands beside a piece of both."""
    others = [o for o in scene.lines if o.name == line.label_at and o.kind == line.kind and o is not line]
    pairs = [(line.points, other.points) for other in others]
    paths = [common(pair) for pair in pairs for common in (common_beginning, common_end)]
    texts = [text.rect for text in scene.texts if text.owner == line.label_at]
    return bool(texts) and any(
        line_distance(around(texts), piece) <= _BESIDE for path in paths for piece in segments(path)
    )


def _is_keyed(connection: Connection, owner: str, scene: DrawnScene, words: Mapping[str, str]) -> bool:
    """Whether a sign stands at an arrow that the legend explains by its label."""
    at_arrow = words.get(owner, "")
    return any(
        connection.label in {key.label, *key.label.split(", ")}
        and key.sign in at_arrow
        and says(words, LEGEND, key.sign + key.label)
        for key in scene.keys
    )
