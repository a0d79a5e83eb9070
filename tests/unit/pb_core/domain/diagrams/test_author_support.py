"""What the author orders is theirs; what is as it was keeps its verdict; the rest is the source's to carry."""

import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.author_support import ORDERED, AuthorSupport
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Hue
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport, check_support

SOURCE = "The encoder maps tokens to vectors. The vectors are passed to the decoder."
SPEC = DiagramSpec(
    elements=(
        Element(id="e", label="encoder", evidence="The encoder maps tokens to vectors."),
        Element(id="d", label="decoder", evidence="The vectors are passed to the decoder."),
    ),
    connections=(Connection(source="e", target="d", label="vectors", evidence="vectors"),),
)
EARLIER = SupportReport(
    elements=(
        PartSupport(subject="e", support=Support.STATED, why="so said"),
        PartSupport(subject="d", support=Support.STATED, why="so said"),
    ),
    connections=(PartSupport(subject="e->d", support=Support.SEQUENCE, why="so said"),),
)


def verdicts(spec: DiagramSpec, instruction: str, earlier: SupportReport = EARLIER) -> dict[str, PartSupport]:
    author = AuthorSupport(before=SPEC, earlier=earlier, instruction=instruction)
    report = author.over(check_support(spec, SOURCE), spec, SOURCE)
    return {part.subject: part for part in report.parts}


def test_what_is_as_it_was_keeps_its_verdict() -> None:
    renamed = replace(SPEC, elements=(replace(SPEC.elements[0], label="Reader", color=Hue.RED), SPEC.elements[1]))
    found = verdicts(renamed, "call the encoder Reader")
    assert (found["d"].why, found["e->d"].support) == ("so said", Support.SEQUENCE)


def test_what_the_instruction_says_is_the_authors() -> None:
    spec = DiagramSpec(
        elements=(replace(SPEC.elements[0], label="Reader"), SPEC.elements[1], Element(id="c", label="Cache")),
        connections=(*SPEC.connections, Connection(source="d", target="c", label="copies")),
        groups=(Group(id="g", title="Whole Reader"),),
    )
    found = verdicts(spec, "the whole reader with a cache, which the decoder copies to")
    assert [found[name].support for name in ("e", "c", "d->c", "g")] == [Support.AUTHOR] * 4
    assert found["c"].why == ORDERED


def test_what_the_source_says_as_well_is_the_sources() -> None:
    tokens = Element(id="t", label="tokens", evidence="The encoder maps tokens to vectors.")
    found = verdicts(replace(SPEC, elements=(*SPEC.elements, tokens)), "add the tokens")
    assert found["t"].support is Support.STATED


def test_words_of_nobody_are_supported_by_nobody() -> None:
    found = verdicts(replace(SPEC, elements=(*SPEC.elements, Element(id="x", label="Oracle"))), "add something")
    assert found["x"].support is Support.UNSUPPORTED


@pytest.mark.parametrize(("was", "becomes"), [(Support.AUTHOR, Support.AUTHOR), (Support.STATED, Support.UNSUPPORTED)])
def test_without_an_instruction_only_what_was_the_authors_stays_so(was: Support, becomes: Support) -> None:
    before = replace(SPEC, elements=(replace(SPEC.elements[0], label="Oracle"), SPEC.elements[1]))
    earlier = SupportReport(elements=(PartSupport(subject="e", support=was), EARLIER.elements[1]))
    author = AuthorSupport(before=before, earlier=earlier)
    report = author.over(check_support(before, SOURCE), before, SOURCE)
    assert report.elements[0].support is becomes
