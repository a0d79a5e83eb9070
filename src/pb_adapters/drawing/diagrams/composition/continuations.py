"""Which arrows are told by two tags with one letter: those that would be too long, or would cross many others."""

import itertools
import re
import string
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.link_roles import (
    is_bound,
    is_first_step,
    is_of_fan,
    only_ways,
    onward_flow,
    parting,
    tip,
    together,
    usual_tip,
)
from pb_adapters.drawing.diagrams.composition.print_columns import is_column
from pb_core.domain.diagrams.head_doubts import passing_head
from pb_core.domain.diagrams.line_doubts import doubtful_pairs, near_pairs
from pb_core.domain.diagrams.line_measures import crossings, drawn_length, overlong
from pb_core.domain.diagrams.passed_panels import passing
from pb_core.domain.diagrams.scene import Continuation, DrawnLine
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, ElementKind, Heads
from pb_core.domain.diagrams.twins import twin_words
from pb_core.domain.plane import Rect

_LEAST = 6  # boxes of a figure in which letters are looked for
_ALLOWED = 1  # long arrows that readers take
_MOST, _FOR_EACH = 3, 7  # letters of one figure, and arrows of a large one for which it may have one letter
_ONE_MORE = 14  # arrows of a figure that may have one more where two long ones would be left
_SHARE = 1 / 3  # of its arrows that may be told by letter: readers refuse a figure with more
_MOST_IN_COLUMN, _FOR_EACH_IN_COLUMN, _SHARE_IN_COLUMN = 6, 4, 0.5  # the same in a column of print: lines tangle there
_SIGNS = {Heads.TARGET: "→", Heads.BOTH: "↔", Heads.NONE: "–"}
_OWN_NAME = re.compile(r"\b[A-Z1-9]\b")
_SERIES = string.ascii_uppercase, string.digits[1:]
LEAVING, ARRIVING = ElementKind.OUTPUT, ElementKind.INPUT  # what the boxes are that tags are drawn as
_FARTHEST, _ROUND = 0.85, 1.0  # of the width: what is longer is no better seen as a line, or as a loop
_CROSSED, _CROSSED_IN_COLUMN = 2, 1  # other arrows, from which on the arrow that crosses them is told by letter


class _Allowance(Struct, frozen=True, kw_only=True):
    """How many letters a figure may have, and arrows that are told so; how many others one crosses for that.

    If lines have so little room that it ``tangles``, one that may be taken for another is told so as well, and last a
    step of the flow.
    """

    letters: int
    arrows: float
    crossed: int
    tangles: bool = False


class Tag(Struct, frozen=True, kw_only=True):
    """A lettered tag: its name and words, the box at which it stands and those it stands for, its arrow's label."""

    name: str
    words: str
    box: str
    others: tuple[str, ...]
    label: str = ""
    label_owner: str = ""
    leaves: bool = False

    def is_contrary(self, other: "Tag") -> bool:
        """Whether one of the two leaves the box at which the other arrives."""
        return self.box == other.box and self.leaves != other.leaves


def has_letters(spec: DiagramSpec) -> bool:
    """Whether a plan is so large that letters may stand for some of its arrows."""
    return len(spec.elements) >= _LEAST and bool(spec.connections)


def to_continue(
    lines: Sequence[DrawnLine],
    width: float,
    spec: DiagramSpec,
    homeless: Collection[int] = (),
    panels: Collection[Rect] = (),
    barred: Collection[int] = (),
) -> tuple[int, ...]:
    """The connections, by index, that had better be told by letter.

    They are those of the lines, by index, whose label is ``homeless``, all long arrows of a page of this width but one,
    that one too where it is nearly as long as the page, which is no column, is wide, and what runs through one of the
    ``panels`` of others, crosses several arrows or passes the head of one. Side ways and returns come before steps of
    the flow; what had better be seen as a line, and last what answers a decision or is a link of a chain, is told so
    only where too many long ones are left. Never is what is ``barred``, leads back to its own box, is the first step,
    is heavy among others, ends unlike most, or feeds back on less than a page's width. What is alike goes together.
    Not so many are told that a reader would see letters only.
    """
    if not has_letters(spec):
        return ()
    twins = twin_words(spec.connections)
    index = {(c.source, c.target, c.kind.value, twins[i]): i for i, c in enumerate(spec.connections)}
    at = [index.get((line.source, line.target, line.kind, line.twin)) for line in lines]
    lengths = {i: drawn_length((line,)) for i, line in zip(at, lines, strict=True) if i is not None}
    far = {i for i, length in lengths.items() if length > _FARTHEST * width}
    loops = {i for i, connection in enumerate(spec.connections) if connection.kind is ConnectionKind.FEEDBACK}
    allowance = _allowance(len(spec.connections), width)
    choice = _Choice(spec, allowance, {*barred, *(i for i in loops if lengths.get(i, 0.0) <= _ROUND * width)})
    bound = {i for i, connection in enumerate(spec.connections) if is_bound(connection, spec)}
    for i in (at[place] for place in homeless):
        if i not in bound:
            choice.take(i)
    fans = {i for i, connection in enumerate(spec.connections) if is_of_fan(connection, spec)}
    flow = onward_flow(spec)
    kept = [some - far for some in (bound, only_ways(spec), fans)]
    long = sorted((at[place] for place in overlong(lines, width)), key=lambda i: [i in some for some in (*kept, flow)])
    alone = set[int]() if is_column(width) else far
    for i in long:
        if i in alone or sum(one not in choice.found for one in long) > _ALLOWED:
            choice.take(i, more=len(spec.connections) >= _ONE_MORE)
    spared = kept[:1] if allowance.tangles else kept
    troubled = [*(at[place] for place in passing(lines, panels)), *_tangled(lines, at, allowance)]
    for i in sorted(troubled, key=lambda i: any(i in some for some in kept)):
        if not any(i in some for some in spared):
            choice.take(i)
    return tuple(choice.found)


def _allowance(arrows: int, width: float) -> _Allowance:
    """What a figure of so many arrows and of a width in points may have."""
    if is_column(width):
        letters = max(_MOST_IN_COLUMN, arrows // _FOR_EACH_IN_COLUMN)
        most = _SHARE_IN_COLUMN * arrows
        return _Allowance(letters=letters, arrows=most, crossed=_CROSSED_IN_COLUMN, tangles=True)
    return _Allowance(letters=max(_MOST, arrows // _FOR_EACH), arrows=_SHARE * arrows, crossed=_CROSSED)


class _Choice:
    """The connections, by index, that letters tell: those that were taken of the ones that may be told so."""

    def __init__(self, spec: DiagramSpec, allowance: _Allowance, barred: Collection[int]) -> None:
        self._spec, self._allowance, self._barred = spec, allowance, barred
        self.found: list[int] = []

    def take(self, index: int | None, *, more: bool = False) -> None:
        """Take a connection and those that go with it, if all of them may be told by letter beside the others.

        With it go those like it that leave its source, or meet its target: readers ask why one of them has no line.
        """
        if index is None or index in self.found:
            return
        trial = list(self.found)
        for i in dict.fromkeys(i for one in parting(index, self._spec) for i in together(one, self._spec)):
            if i in self._barred or not self._may_go(i, trial, more=more):
                return
            trial += [i] if i not in trial else []
        self.found = trial

    def _may_go(self, index: int, gone: Sequence[int], *, more: bool) -> bool:
        """Whether a connection may be told by letter beside others that are; with one letter ``more`` than usual."""
        connection = self._spec.connections[index]
        if connection.source == connection.target or is_first_step(connection, self._spec):
            return False
        if tip(connection) != usual_tip(self._spec):
            return False
        chosen = [self._spec.connections[i] for i in (*gone, index)]
        letters = len(list(_shared(chosen, [(c.source, c.target) for c in chosen])))
        return letters <= self._allowance.letters + more and len(chosen) <= self._allowance.arrows


def _tangled(drawn: Sequence[DrawnLine], at: Sequence[int | None], allowance: _Allowance) -> Iterator[int]:
    """The connections whose arrows cross so many others or pass a head, the worst first, each without those before.

    To be taken for another is as bad as to cross it where lines have little room.
    """
    pairs: list[tuple[int, ...]] = [*_in_trouble(drawn), *(doubtful_pairs(drawn) if allowance.tangles else ())]
    while pairs:
        crossed = Counter(itertools.chain.from_iterable(pairs))
        worst, count = max(crossed.items(), key=lambda item: (item[1], -item[0]))
        if count < allowance.crossed:
            return
        pairs = [pair for pair in pairs if worst not in pair]
        connection = at[worst]
        if connection is not None:
            yield connection


def _in_trouble(drawn: Sequence[DrawnLine]) -> Iterator[tuple[int, ...]]:
    """The pairs of arrows, by index, that cross; and those of which one passes the other's head, that one twice."""
    for i, j in near_pairs(drawn):
        one, other = drawn[i], drawn[j]
        if crossings((one, other)):
            yield i, j
        if any(True for _ in passing_head(other, (one,))):
            yield i, i, j
        if any(True for _ in passing_head(one, (other,))):
            yield i, j, j


def tags_of(stock: DiagramParts, places: Mapping[str, Rect] | None = None) -> tuple[list[Tag], list[Continuation]]:
    """The tags of all continued arrows of a plan, and which arrow each pair of them stands for.

    Arrows that look alike share a tag where they leave one box, if they have no words, or else where they meet one.
    Letters follow the ``places`` of what they leave, as these are read, or else the order of the plan.
    """
    tags: dict[str, Tag] = {}
    continuations: list[Continuation] = []
    frames = {group.id for group in stock.groups}
    met = [
        (c.source_group if c.source_group in frames else source, c.target_group if c.target_group in frames else target)
        for c, (source, target) in zip(stock.continued, stock.continued_ends, strict=True)
    ]
    twins = stock.twins[len(stock.connections) :]
    shared = list(_shared(stock.continued, met))
    if places:
        shared.sort(key=lambda members: min((places[met[i][0]].y, places[met[i][0]].x) for i in members))
    for letter, members in zip(_letters(stock), shared, strict=False):
        pairs = [met[i] for i in members]
        for connection, (source, target), twin in ((stock.continued[i], met[i], twins[i]) for i in members):
            leaves, arrives = _name("leaves", letter, source, stock), _name("arrives", letter, target, stock)
            words = tag_words(letter, connection.heads)
            told = Continuation(
                source=connection.source,
                target=connection.target,
                kind=connection.kind.value,
                letter=letter,
                leaves=leaves,
                arrives=arrives,
                source_group=source if source in frames else "",
                target_group=target if target in frames else "",
                twin=twin,
            )
            tags[leaves] = Tag(
                name=leaves,
                words=words[0],
                box=source,
                others=tuple(t for s, t in pairs if s == source),
                label=connection.label,
                label_owner=told.label_owner,
                leaves=True,
            )
            tags[arrives] = Tag(
                name=arrives, words=words[1], box=target, others=tuple(s for s, t in pairs if t == target)
            )
            continuations.append(told)
    return list(tags.values()), continuations


def tag_words(letter: str, heads: Heads) -> tuple[str, str]:
    """What is written on the tag that an arrow leaves and on that where it arrives."""
    return f"{_SIGNS[heads]} {letter}", f"{letter} {_SIGNS[heads]}"


def _letters(stock: DiagramParts) -> Iterator[str]:
    """A to Z, then AA to ZZ and so on; digits where a plan itself names its steps or parts A and B.

    Where it has both it goes on behind its own letters.
    """
    words = [line.text for plan in stock.plans.values() for line in plan.lines]
    words += [group.title for group in stock.groups] + [connection.label for connection in stock.whole.connections]
    own = {name for text in words for name in _OWN_NAME.findall(text)}
    letters, digits = (len(list(itertools.takewhile(own.__contains__, series))) for series in _SERIES)
    if digits <= 1 < letters:
        yield from map(str, itertools.count(1))
    yield from string.ascii_uppercase[letters if letters > 1 else 0 :]
    for length in itertools.count(2):
        yield from map("".join, itertools.product(string.ascii_uppercase, repeat=length))


def _name(word: str, letter: str, box: str, stock: DiagramParts) -> str:
    """The name of a tag, unlike that of any box."""
    found = f"{box} {word} {letter}"
    while found in stock.plans:
        found += "-"
    return found


def _shared(connections: Sequence[Connection], ends: Sequence[tuple[str, str]]) -> Iterator[list[int]]:
    """The connections, by index, that have a letter in common."""
    waiting = list(range(len(connections)))
    while waiting:
        first = waiting[0]
        stars = ([i for i in waiting if _alike(i, first, end, connections, ends)] for end in (0, 1))
        members = max((_with_ends_of_their_own(star, ends) for star in stars), key=len)
        yield members
        waiting = [i for i in waiting if i not in members]


def _with_ends_of_their_own(members: Sequence[int], ends: Sequence[tuple[str, str]]) -> list[int]:
    """The first of those that join the same two things, as one pair of tags tells one arrow."""
    return list({ends[i]: i for i in reversed(members)}.values())[::-1]


def _alike(i: int, j: int, end: int, connections: Sequence[Connection], ends: Sequence[tuple[str, str]]) -> bool:
    """Whether two connections look alike and share their source (``end`` 0), without words, or their target."""
    pair = connections[i], connections[j]
    looks = {(c.kind, c.heads, c.tip, c.heavy) for c in pair}
    plain = all(c.heads is Heads.TARGET and (end or not c.label) for c in pair)
    return i == j or (len(looks) == 1 and plain and ends[i][end] == ends[j][end])
