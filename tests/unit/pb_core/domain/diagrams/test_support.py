from itertools import pairwise

import pytest

from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group
from pb_core.domain.diagrams.support import Support, check_support
from pb_core.domain.findings import Check
from support.work import calls_of

_NOUNS = "encoder decoder module buffer memory adapter planner parser ranker reader writer sorter mixer cutter"

SOURCE = (
    "A convolutional encoder turns the image into features. The features are refined by six identical layers, "
    "each with a pre-norm residual block, and a classifier predicts the class; its error ε is fed back."
)


def spec(*elements: Element, connections: tuple[Connection, ...] = (), groups: tuple[Group, ...] = ()) -> DiagramSpec:
    return DiagramSpec(elements=elements, connections=connections, groups=groups)


def element(label: str, evidence: str = SOURCE, **more: str | int) -> Element:
    return Element(id="e", label=label, evidence=evidence, **more)  # type: ignore[arg-type] # one helper for all fields


@pytest.mark.parametrize(("label", "stated"), [("second sorter", False), ("mail sorter", True)])
def test_a_name_without_the_word_that_tells_it_from_others_is_ambiguous(label: str, *, stated: bool) -> None:
    source = f"The first sorter reads. The {label} is new. The sorter produces a tag."
    known = spec(
        Element(id="a", label=label, aliases=("sorter",), evidence=f"The {label} is new."),
        Element(id="b", label="tag", evidence="The sorter produces a tag."),
        connections=(Connection(source="a", target="b", evidence="The sorter produces a tag."),),
    )
    (part,) = check_support(known, source).connections
    assert (part.support is Support.STATED) is stated


@pytest.mark.parametrize(
    "label",
    [
        "Convolutional encoder",
        "Feature Encoding",
        "Image encoders",
        "Classification",
        "Prenorm residual block",
        "Pre-norm block",
        "6 layers",
        "error (ε)",
        "error epsilon",
        "⊕",
        "Encoder + Classifier",
        "Image → Features",
    ],
)
def test_labels_made_of_the_words_of_the_source_are_grounded(label: str) -> None:
    assert check_support(spec(element(label)), SOURCE).findings == ()


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (element("Image", ""), "quotes no words"),
        (element("Image", "six identical layers"), "do not name 'Image'"),
        (element("Image", " \n"), "quotes no words"),
        (element("Image", "turns the audio into features"), "turns the audio"),
        (element("Quantum encoder"), "Quantum"),
        (element("Decoder"), "Decoder"),
        (element("Secret 🔑"), "Secret"),
        (element("Encoder 🔑"), "🔑"),
        (element("Encoder", detail="ResNet-50"), "ResNet-50"),
        (element("layers", repeat=12), "repeated 12 times"),
        (element("7 layers"), "7"),
    ],
)
def test_what_the_source_does_not_say_is_named(bad: Element, named: str) -> None:
    (finding,) = check_support(spec(bad), SOURCE).findings
    assert (finding.check, finding.subject) == (Check.UNGROUNDED, "e")
    assert named in finding.detail


def test_repeats_written_in_words_count() -> None:
    assert check_support(spec(element("layers", "six identical layers", repeat=6)), SOURCE).findings == ()


def test_connections_and_groups_are_judged_by_name() -> None:
    diagram = spec(
        Element(id="a", label="encoder", evidence="A convolutional encoder"),
        Element(id="b", label="features", evidence="into features"),
        connections=(
            Connection(source="a", target="b", evidence="A convolutional encoder turns the image into features"),
            Connection(source="b", target="a", evidence="A convolutional encoder turns the image into features"),
            Connection(
                source="a", target="b", kind=ConnectionKind.SKIP, evidence="encoder turns the sound into features"
            ),
            Connection(source="a", target="a"),
        ),
        groups=(
            Group(id="g", title="Layers"),
            Group(id="h", title="Offline phase"),
            Group(id="i", title="Layers", evidence="seven identical layers"),
            Group(id="j", title="Layers", repeat=7),
        ),
    )
    report = check_support(diagram, SOURCE)
    assert [finding.subject for finding in report.findings] == ["b->a", "a->b", "a->a", "h", "i", "j"]
    assert report.connections[0].support is Support.STATED
    assert report.groups[3].unsupported_fields == ("repeat",)


def test_the_caption_is_the_authors_word_too() -> None:
    caption = "Figure 1: The TwinTide network."
    assert check_support(spec(element("TwinTide network", "The TwinTide network")), SOURCE, caption).findings == ()
    assert check_support(spec(element("TwinTide network", "The TwinTide network")), SOURCE).findings


def test_a_long_quotation_is_shown_shortened() -> None:
    (finding,) = check_support(spec(element("Image", "no such words " * 100)), SOURCE).findings
    assert len(finding.detail) < 200


def test_many_boxes_over_a_long_text_of_endless_sentences_are_checked_at_once() -> None:
    names = [f"{adjective} {noun}" for adjective in ("left", "right", "upper", "deep") for noun in _NOUNS.split()]
    clause = "".join(f"the {one} passes it to the {other} and then the {one}, " for one, other in pairwise(names))
    text = clause * (100_000 // len(clause))
    quote = clause[:1500].rsplit(",", 1)[0]
    elements = tuple(Element(id=f"e{n}", label=name, evidence=quote) for n, name in enumerate(names))
    connections = tuple(Connection(source=f"e{n}", target=f"e{n + 1}", evidence=quote) for n in range(len(names) - 1))
    plan = DiagramSpec(elements=elements, connections=connections)
    assert calls_of(lambda: check_support(plan, text)) < 4_000_000  # 29 millions without what is read once
