"""What arrows of one style have in common where no source says it: the thing at one end of all, or that they branch."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pb_adapters.drawing.diagrams.attempt import DiagramParts, title_text
from pb_adapters.drawing.diagrams.box_words import in_one_line
from pb_adapters.drawing.diagrams.flow_ends import homes_of
from pb_core.domain.diagrams.spec import Connection, Heads

_BRANCH = "branch"
_LONGEST = 32  # characters of words that name a style by a thing
_JOINTS = "-–/|→@."  # at which words are cut that are longer than a line; behind "_" none of an author's ends

Pair = tuple[str, str]


def by_places(kind: str, drawn: Iterable[Connection], pairs: Mapping[str, list[Pair]], stock: DiagramParts) -> str:
    """The thing that all arrows of a style lead to, or come from, and no others do; or that they are branches.

    "" where neither holds, where an arrow has not its head alone, or where the thing has a long name.
    """
    own, others = pairs[kind], [pair for other, found in pairs.items() if other != kind for pair in found]
    if any(connection.heads is not Heads.TARGET for connection in drawn):
        return ""
    reached = _by_thing("to", [(target, source) for source, target in own], [(t, s) for s, t in others], stock)
    return reached or _by_thing("from", own, others, stock) or (_BRANCH if _are_branches(own, others) else "")


def _by_thing(way: str, own: list[Pair], others: list[Pair], stock: DiagramParts) -> str:
    """The way to the innermost thing that all of a style's own arrows, and no others, have at their first end."""
    holders = {name: (name, *homes_of(stock, name)) for pair in (*own, *others) for name in pair}

    def meets(thing: str, pair: Pair) -> bool:
        return thing in holders[pair[0]] and thing not in holders[pair[1]]

    things = [thing for thing in holders[own[0][0]] if all(meets(thing, pair) for pair in own)]
    names = [_name(thing, stock) for thing in things if not any(meets(thing, pair) for pair in others)]
    words = (f"{way} {name}" for name in names if name)
    return next((phrase for phrase in words if len(phrase) <= _LONGEST), "")


def _name(thing: str, stock: DiagramParts) -> str:
    """The title of a panel or the name of a box; "" where a line of that ends within a word."""
    titles = {group.id: title_text(group) for group in stock.groups}
    lines = [line.text for line in stock.plans[thing].lines if not line.muted] if thing in stock.plans else []
    is_cut = any(line.endswith(tuple(_JOINTS)) for line in lines[:-1])
    return titles.get(thing) or ("" if is_cut else in_one_line(lines).replace("_ ", "_"))


def _are_branches(own: list[Pair], others: list[Pair]) -> bool:
    """Whether several arrows leave each thing that one leaves, which some enter, and none of another style does."""
    leaving = Counter(source for source, _ in own)
    entered = {target for _, target in (*own, *others)}
    return min(leaving.values()) > 1 and leaving.keys() <= entered - {source for source, _ in others}
