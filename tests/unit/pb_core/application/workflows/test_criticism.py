from pb_core.application.workflows.criticism import WORDS, advice, faults, named_parts, painted_items
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group
from pb_core.domain.questions import Defect, ItemVerdict, Scores, Severity, Standing, Verdict

SPEC = DiagramSpec(
    elements=(Element(id="e", label="Encoder", kind=ElementKind.MODEL, group="g"), Element(id="d", label="Decoder")),
    connections=(Connection(source="e", target="d"),),
    groups=(Group(id="g", title="Training"),),
)
SCORES = Scores(faithfulness=5, conciseness=5, readability=5, aesthetics=5)


def test_each_part_has_a_name_that_a_reader_knows() -> None:
    assert named_parts(SPEC) == {
        "e": "'Encoder' (model)",
        "d": "'Decoder' (process)",
        "g": "the frame 'Training'",
        "e->d": "the arrow from 'Encoder' to 'Decoder'",
        WORDS: "the spelling",
    }


def test_faults_are_of_parts_of_the_plan_alone_and_bounded() -> None:
    items = (
        ItemVerdict(name="e", standing=Standing.PRESENT),
        ItemVerdict(name="e->d", standing=Standing.WRONG, note=" It points up. "),
        ItemVerdict(name="d", standing=Standing.MISSING),
        ItemVerdict(name="listed Tokens", standing=Standing.MISSING),
        ItemVerdict(name="g", standing=Standing.WRONG, note="x" * 9_000),
    )
    found = faults(Verdict(items=items, scores=SCORES), named_parts(SPEC))
    assert found[:2] == (
        "the arrow from 'Encoder' to 'Decoder' is wrong: It points up",
        "'Decoder' (process) is missing",
    )
    assert (len(found), max(map(len, found)) < 500) == (3, True)


def test_a_major_defect_is_a_fault_unless_its_item_is_one_already() -> None:
    major, minor = Severity.MAJOR, Severity.MINOR
    defects = (
        Defect(element="e->d", evidence="It points up.", severity=major),
        Defect(element="d", evidence="It is cut off. ", severity=major),
        Defect(element="corner", evidence="a stray box", severity=major),
        Defect(element="e", evidence="a pale colour", severity=minor),
    )
    items = (ItemVerdict(name="e->d", standing=Standing.WRONG, note="It points up."),)
    found = faults(Verdict(items=items, defects=defects, scores=SCORES), named_parts(SPEC))
    assert found == (
        "the arrow from 'Encoder' to 'Decoder' is wrong: It points up",
        "'Decoder' (process): It is cut off",
        "the figure: a stray box",
    )


def test_advice_is_short_and_said_once() -> None:
    said = Verdict(items=(), scores=SCORES, suggestions=("Widen it.", "Widen it.", " ", *map(str, range(9))))
    assert advice(said) == (
        "The critic suggests: Widen it.",
        *(f"The critic suggests: {number}." for number in range(4)),
    )


def test_of_a_painting_frames_and_words_are_asked_for() -> None:
    assert [item.name for item in painted_items(SPEC)] == ["g", WORDS]
