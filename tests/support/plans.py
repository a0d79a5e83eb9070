"""Any plan of a diagram, for tests of its notations."""

from collections.abc import Mapping

from hypothesis import strategies as st

from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Heads,
    Hue,
    Palette,
    Shape,
    Tip,
)

AWKWARD = st.sampled_from(
    [
        *("end", "x", "o", "A", "n1", "class", "graph", "a-b", "a b", 'say "so"', "`code`", "#35;", "&amp;", "<br/>"),
        *(
            "<b>bold</b>",
            "x -->|y| z",
            "a\nb",
            "one\n> two\nof three",
            r"\n",
            r"$\nabla$",
            "$$x$$",
            "fa:fa-user",
            "%% pb: {}",
            "%%{x}%%",
            "[x]",
            "(x)",
        ),
        *(
            "**bold**",
            "_it_",
            "L_rec",
            "Total loss",
            "Done?",
            "...",
            "λ → ∞",
            "注意力",
            "a;b",
            "|",
            "  two  blanks  ",
            "\u2028",
            "\x85",
            "\t",
            "---",
            "{{x}}",
        ),
    ]
)
CHARACTERS = st.characters(exclude_categories=("Cs",))


def words(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Any text, and often one that means something to a notation."""
    return st.one_of(AWKWARD, st.text(CHARACTERS, min_size=shortest, max_size=longest)).filter(
        lambda text: shortest <= len(text) <= longest
    )


def repeats() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(2, 100_000)


def _frames_of(
    name: str, other: str, homes: Mapping[str, str | None], parents: Mapping[str, str | None]
) -> list[str | None]:
    """The groups around an element that do not hold the other one, and none."""

    def around(element: str) -> list[str]:
        found, home = [], homes[element]
        while home is not None:
            found.append(home)
            home = parents[home]
        return found

    return [None, *(group for group in around(name) if group not in around(other))]


def _identity(told: tuple[str, str, ConnectionKind, str]) -> tuple[str, ...]:
    """What tells an arrow from all others, blanks of its label alike."""
    source, target, kind, label = told
    return Connection(source=source, target=target, kind=kind, label=label).identity


@st.composite
def plans(draw: st.DrawFn) -> DiagramSpec:
    """A plan whose references hold."""
    ids = draw(st.lists(words(64), min_size=1, max_size=9, unique=True))
    count = draw(st.integers(1, len(ids)))
    names, frames = ids[:count], ids[count:]
    groups = [
        Group(
            id=name,
            title=draw(words(120)),
            parent=draw(st.sampled_from([None, *frames[:place]])),
            repeat=draw(repeats()),
            evidence=draw(words(60, 0)),
        )
        for place, name in enumerate(frames)
    ]
    elements = [
        Element(
            id=name,
            label=draw(words(120)),
            kind=draw(st.sampled_from(ElementKind)),
            shape=draw(st.none() | st.sampled_from(Shape)),
            detail=draw(words(160, 0)),
            group=draw(st.sampled_from([None, *frames])),
            repeat=draw(repeats()),
            color=draw(st.none() | st.sampled_from(Hue)),
            aliases=tuple(draw(st.lists(words(120), max_size=3))),
            evidence=draw(words(200, 0)),
        )
        for name in names
    ]
    said = st.sampled_from(("", "Deny")) | words(120, 0)
    told = st.tuples(*[st.sampled_from(names)] * 2, st.sampled_from(ConnectionKind), said)
    identities = draw(st.lists(told, unique_by=_identity))
    homes = {element.id: element.group for element in elements}
    parents = {group.id: group.parent for group in groups}
    connections = [
        Connection(
            source_group=draw(st.sampled_from(_frames_of(source, target, homes, parents))),
            target_group=draw(st.sampled_from(_frames_of(target, source, homes, parents))),
            source=source,
            target=target,
            kind=kind,
            label=label,
            heads=draw(st.sampled_from(Heads)),
            tip=draw(st.sampled_from(Tip)),
            heavy=draw(st.booleans()),
            evidence=draw(words(60, 0)),
        )
        for source, target, kind, label in identities
    ]
    return DiagramSpec(
        elements=tuple(elements),
        groups=tuple(draw(st.permutations(groups))),
        connections=tuple(connections),
        title=draw(words(200, 0)),
    )


@st.composite
def looks(draw: st.DrawFn, spec: DiagramSpec) -> FixedStyling:
    """Any choice about the look of a plan."""
    ids = [element.id for element in spec.elements]
    return FixedStyling(
        palette=draw(st.none() | st.sampled_from(Palette)),
        direction=draw(st.none() | st.sampled_from(Direction)),
        emphasis=draw(st.none() | st.lists(st.sampled_from(ids), max_size=6, unique=True).map(tuple)),
    )
