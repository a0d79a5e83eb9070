from pb_core.domain.diagrams.plan_quotations import with_quotations
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Heads
from pb_core.domain.diagrams.support import Support, check_support

SOURCE = (
    "The encoder reads the report and maps it to vectors. The vectors are passed to the decoder. "
    "The decoder writes a summary."
)
REPORT, ENCODER = Element(id="r", label="Report"), Element(id="e", label="Encoder")
DECODER, SUMMARY = Element(id="d", label="Decoder"), Element(id="s", label="Summary")
SPEC = DiagramSpec(
    elements=(REPORT, ENCODER, DECODER, SUMMARY, Element(id="o", label="Oracle")),
    connections=(
        Connection(source="e", target="d", label="vectors"),
        Connection(source="d", target="s"),
        Connection(source="s", target="d", heads=Heads.NONE, label=""),
        Connection(source="s", target="r"),
        Connection(source="d", target="o"),
    ),
)


def test_parts_take_the_sentences_that_say_them() -> None:
    found = with_quotations(SPEC, SOURCE)

    first, second, third = SOURCE.split(". ")
    assert [e.evidence for e in found.elements] == [f"{first}.", f"{first}.", f"{second}.", third, ""]
    assert [c.evidence for c in found.connections] == [f"{first}. \u2026 {second}.", third, third, "", ""]


def test_what_was_quoted_stays() -> None:
    spec = DiagramSpec(elements=(Element(id="e", label="Encoder", evidence="my words"),))

    assert with_quotations(spec, SOURCE) == spec


def test_what_is_true_is_found_supported_and_what_is_false_is_not() -> None:
    report = check_support(with_quotations(SPEC, SOURCE), SOURCE)

    refused = [part.subject for part in report.unsupported]
    assert refused == ["o", "s->d", "s->r", "d->o"]
    assert report.connections[0].support is Support.STATED
