import pytest

from pb_core.domain.diagrams.sentence_share import SentenceShare, little_read
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element

FLOW = "The encoder passes tokens to the head."
SPEC = DiagramSpec(
    elements=(Element(id="a", label="encoder", evidence=FLOW), Element(id="b", label="head", evidence=FLOW)),
    connections=(Connection(source="a", target="b", evidence=f"{FLOW} … It rains\nin the north."),),
)


def test_the_share_counts_each_quoted_sentence_once() -> None:
    source = f"# Method\n\n{FLOW} It rains in the north. We rest. We eat. We sleep well."
    share = little_read(SPEC, source)
    assert share == SentenceShare(2, 5)
    assert share is not None
    assert share.value == 0.4


@pytest.mark.parametrize("source", ["", FLOW, f"{FLOW} We rest.", FLOW + " We rest." * 60], ids=str.__len__)
def test_nothing_is_said_where_half_is_read_or_the_text_is_long(source: str) -> None:
    assert little_read(SPEC, source) is None
