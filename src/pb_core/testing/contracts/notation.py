"""The duties of every ``DiagramNotation``."""

import anyio
import pytest

from pb_core.domain.diagrams.notation import write_mermaid
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
    Palette,
    Shape,
    State,
    Tip,
)
from pb_core.domain.print_styling import Theme
from pb_core.errors import InvalidRequest
from pb_core.ports.notation import DiagramNotation
from pb_core.testing.contracts import Contract

_KINDS = list(ElementKind)
_SECONDS = 10.0
"""Generous for one hostile text; what takes longer grows faster than its length."""

_EVERYTHING = DiagramSpec(
    title='A "title": with signs',
    elements=(
        *(Element(id=f"e{n}", label=f"{kind.value} of #{n}", kind=kind) for n, kind in enumerate(_KINDS)),
        *(Element(id=f"s{n}", label=f"drawn as {form.value},\ntwice", shape=form) for n, form in enumerate(Shape)),
        Element(id="overview", label="all of the stage", zoom="outer"),
        Element(
            id="the end",
            label="Encoder <b>&amp;</b>",
            detail="6 layers",
            group="inner",
            repeat=6,
            state=State.FROZEN,
            category="sort of its own",
            aliases=("the encoder",),
            evidence='The encoder\nhas "6" layers.',
        ),
    ),
    groups=(Group(id="outer", title="Stage [1]"), Group(id="inner", title="Block", parent="outer", repeat=2)),
    connections=(
        *(Connection(source="e0", target="e1", kind=kind, evidence=kind.value) for kind in ConnectionKind),
        *(
            Connection(source="e2", target="the end", heads=heads, kind=kind)
            for heads, kind in zip(Heads, ConnectionKind, strict=False)
        ),
        *(
            Connection(source=f"e{n}", target="the end", kind=kind, tip=tip, heavy=True)
            for n, tip in enumerate(Tip, start=4)
            for kind in (ConnectionKind.FLOW, ConnectionKind.SKIP)
        ),
        Connection(source="e3", target="e3", label="again | and --> again"),
        *(Connection(source="e3", target="e4", label=label) for label in ("", "Deny", "Allow")),
    ),
)
_HOSTILE = {
    "ten million characters": "flowchart LR\n" + "A --> B\n" * 1_250_000,
    "thousands of nodes": "flowchart LR\n" + "".join(f"N{n} --> N{n + 1}\n" for n in range(4_000)),
    "a product of thousands": "flowchart LR\n" + " & ".join(["A"] * 900) + " --> " + " & ".join(["B"] * 900),
    "deep nesting": "flowchart LR\n" + "subgraph a\n" * 2_000 + "end\n" * 2_000,
    "open brackets": "flowchart LR\nA" + "[" * 100_000,
    "open quotation marks": "flowchart LR\n" + 'A["' * 50_000,
    "open directives": "flowchart LR\nA\n" + "%%{" * 60_000,
    "a subgraph within itself": "flowchart LR\nsubgraph A\nB\nend\nsubgraph B\nA\nend",
    "a script": 'flowchart LR\nA["<script>alert(1)</script>"]',
    "a handler": 'flowchart LR\nA["<img src=x onerror=alert(1)>"]',
}


class NotationContract(Contract):
    """Bind it by a subclass with a fixture ``notation``."""

    @pytest.fixture
    def notation(self) -> DiagramNotation:
        """The adapter under test."""
        raise NotImplementedError

    @pytest.mark.parametrize("direction", [None, *Direction])
    def test_what_is_written_is_read_back(self, notation: DiagramNotation, direction: Direction | None) -> None:
        """Graph, kinds, look and everything that Mermaid has no word for come back unchanged."""
        styling = FixedStyling(
            palette=Palette.SLATE, theme=Theme.GREY, width=89.0, direction=direction, emphasis=("e4", "the end")
        )

        found = notation.read(write_mermaid(_EVERYTHING, styling))

        assert (found.spec, found.styling) == (_EVERYTHING, styling)

    def test_what_has_no_counterpart_is_noted(self, notation: DiagramNotation) -> None:
        """Nothing is dropped silently."""
        found = notation.read('flowchart LR\nA --> B\nclick A href "https://example.org"\nstyle A fill:#f00')

        assert len(found.notes) == 2
        assert [element.id for element in found.spec.elements] == ["A", "B"]

    def test_a_refusal_names_the_line(self, notation: DiagramNotation) -> None:
        """Lines count from 1."""
        with pytest.raises(InvalidRequest, match=r"^line 4: .*'C => D'"):
            notation.read("flowchart LR\nA --> B\n\nC => D\nD --> E")

    @pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
    async def test_hostile_text_is_refused_in_bounded_time(self, notation: DiagramNotation, text: str) -> None:
        """One sentence, whatever the text."""
        start = anyio.current_time()
        with pytest.raises(InvalidRequest) as refusal:
            notation.read(text)
        assert anyio.current_time() - start < _SECONDS
        assert len(str(refusal.value)) < 400
        assert "\n" not in str(refusal.value)
