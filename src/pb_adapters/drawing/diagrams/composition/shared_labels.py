"""Labels of arrows that share a line and say the same: one of them beside the piece that all have in common."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.label_places import ArrowLabel, Obstacles, place_labels
from pb_core.domain.diagrams.shared_pieces import Path, common_beginning, common_end
from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import Rect, path_length

_LEAST = 12.0  # points of a common piece beside which a label may stand


class Labels(Struct, frozen=True):
    """The places of labels by their arrows, ``None`` for one without; and whose label each arrow has that has none."""

    tags: dict[int, ArrowLabel | None]
    shared: dict[int, int]

    def moved(self, right: float, down: float) -> "Labels":
        """The labels so many points further to the right and further down."""
        return Labels({i: tag and _moved(tag, right, down) for i, tag in self.tags.items()}, self.shared)


class _Trunk(Struct, frozen=True):
    """Arrows, by index, with one label, and the piece that they have in common, at their beginnings or their ends."""

    members: tuple[int, ...]
    piece: Path
    leaving: bool

    def own(self, path: Path) -> Path:
        """What of the path of a member is not that piece."""
        return _rest(path, self.piece) if self.leaving else _rest(path[::-1], self.piece[::-1])[::-1]


def _moved(tag: ArrowLabel, right: float, down: float) -> ArrowLabel:
    rect = tag.rect
    return structs.replace(tag, rect=Rect(rect.x + right, rect.y + down, rect.width, rect.height))


def placed_labels(
    connections: Sequence[Connection], words: Mapping[int, str], size: float, ground: Obstacles
) -> Labels:
    """Place the words of each arrow (by index): once for all that say the same beside a piece that they share.

    Where that piece has no place for it, each of them has its label beside its own piece.
    """
    trunks = list(_trunks(connections, words, ground.paths))
    labels = _placed(trunks, (), words, size, ground)
    homeless = [t for t in trunks if labels.tags[t.members[0]] is None]
    if homeless:
        return _placed([t for t in trunks if t not in homeless], homeless, words, size, ground)
    return labels


def _placed(
    trunks: Sequence[_Trunk], apart: Sequence[_Trunk], words: Mapping[int, str], size: float, ground: Obstacles
) -> Labels:
    """The labels: those of ``trunks`` at the common pieces, those of others ``apart`` at the own pieces of each."""
    shared = {i: trunk.members[0] for trunk in trunks for i in trunk.members[1:]}
    paths, rest = list(ground.paths), list[Path]()
    for trunk in (*trunks, *apart):
        for i in trunk.members:
            paths[i] = trunk.own(ground.paths[i])
    for trunk in trunks:
        leader = trunk.members[0]
        rest.append(paths[leader])
        paths[leader] = trunk.piece
    rest += [trunk.piece for trunk in apart]
    common = frozenset(i for trunk in (*trunks, *apart) for i in trunk.members)
    around = structs.replace(ground, paths=(*paths, *(path for path in rest if len(path) > 1)), common=common)
    return Labels(place_labels({i: text for i, text in words.items() if i not in shared}, size, around), shared)


def _trunks(connections: Sequence[Connection], words: Mapping[int, str], paths: Sequence[Path]) -> Iterator[_Trunk]:
    """The arrows that begin, or end, together and say the same, each in one trunk at most."""
    taken: set[int] = set()
    for leaving in (True, False):
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for i, text in words.items():
            if i not in taken:
                end = connections[i].source if leaving else connections[i].target
                alike[text, end, connections[i].kind, paths[i][0 if leaving else -1]].append(i)
        for members in alike.values():
            find = common_beginning if leaving else common_end
            piece = find(paths[i] for i in members)
            if len(members) > 1 and path_length(piece) >= _LEAST:
                taken.update(members)
                yield _Trunk(tuple(members), piece, leaving)


def _rest(path: Path, piece: Path) -> Path:
    """A path from the end of a piece with which it begins."""
    at = len(piece) - 1
    return (piece[-1], *(point for point in path[at:] if point != piece[-1]))
