import pytest

from pb_adapters.drawing.diagrams.glyph_siblings import plain_siblings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind


@pytest.mark.parametrize(
    ("statements", "bare"),
    [
        (("s --> a[Log file] & b[Wheel]", "a & b --> t"), "a"),  # one of two
        (("s --> a[Log file] & b[API server] & c[Wheel]", "a --> t"), "ab"),  # not all
        (("s --> a[Log file] & b[API server]",), ""),
        (("s[Mailbox] --> a[Log file]", "s --> b{Ok?}"), ""),  # of another shape
        (("s --> a[Encoder]:::model", "s --> b[Head]:::model"), ""),
        (("a[Mailbox] --> s", "b[Keys] --> t[GPU]"), ""),  # nothing in common
        (("subgraph g", "a[Mailbox] --> s", "b[Hands] --> t", "end"), "a"),  # the sources of one panel
        (("subgraph g", "a[Mailbox]", "b[Hands]", "end", "s --> t"), "a"),  # which nothing joins
        (("subgraph g", "s --> a[Log file]", "t --> b[Wheel]", "end"), "a"),  # whatever leads there
        (("s --> a[Log file]", "s --> a", "a --> a"), ""),
        (("s --> a[Log file] & b[Wheel]", "a & b --> t --> c[Log file]"), "ac"),  # in the whole figure
        (("subgraph g", "a[Log file]", "b[API server]", "c[Wheel]", "end", "s --> t"), "ab"),  # of a panel
        (("subgraph g", "s[API server] --> a[Mailbox] & b[Hands]", "end"), "as"),  # what that leaves alone
        (("a[Pipeline image] --> b[Docker container]",), "a"),  # which is no picture
        (("a[Pipeline image] --> b[Encoder]",), ""),
        (("a[in.csv] --> b[Step] --> c[out.json]", "b --> d[net.pth]"), "ac"),  # files: all or none
        (("a[in.csv] --> b[Step] --> c[out/*.jsonl]", "b --> d[all.sqlite]"), ""),
        (("a[judge_agent] --> b[router] --> c[verify_agent]",), "a"),  # names of code that end alike
        (("a[judge_agent] --> b[router] --> c[topic_agent]",), ""),
        (("s --> a[\\Time series\\] & b[\\Plots\\] & c[\\Query image\\]",), "ac"),  # alike in outline
        (("subgraph g", "a[[Image]]", "b[[Text]]", "c[[Hands]]", "end", "s --> t"), "ab"),
        (("s --> a[Task queue] & b[Wheel]", "a & b --> t"), "a"),
        (("s --> a[User] & b[Wheel]", "a & b --> t"), ""),  # which says more than its words
        (("subgraph g", "a([main.py])", "b([Wheel])", "end", "s --> a", "s --> b"), "a"),  # terminators of one panel
        (("a[Direct match text] --> b", "b --> c --> d[Normalise text]"), "a"),  # names that end alike
        (("a[Input text] --> b[Mailbox]", "b --> c --> d[Normalise]"), ""),
        (("a[Mailbox] --> b --> c",), "a"),  # a third at most
        (("a[Mailbox] --> b --> c[(Wheels)]",), ""),  # two of three
        (("a[User] --> b --> c --> d[Redis]",), ""),  # which tell why
        (("subgraph g", "a[Page cache]", "b[Wheel]", "end", "s --> t"), "a"),  # as its sibling is one too
    ],
)
def test_a_step_has_a_pictogram_where_all_its_siblings_have(statements: tuple[str, ...], bare: str) -> None:
    assert plain_siblings(read("flowchart LR\n" + "\n".join(statements)).spec) == set(bare)


def test_data_whose_names_end_alike_and_agents_all_have_a_pictogram_or_none_has() -> None:
    elements = (
        Element(id="a", label="Prediction set", kind=ElementKind.DATA),
        Element(id="b", label="Validation set", kind=ElementKind.DATA),
        Element(id="c", label="Text document", kind=ElementKind.DATA),
        Element(id="d", label="Orchestrator", detail="VLM agent", kind=ElementKind.MODEL),
        Element(id="e", label="Grounding agent", kind=ElementKind.MODEL),
    )
    assert plain_siblings(DiagramSpec(elements=elements)) == {"b", "e"}
    assert plain_siblings(DiagramSpec(elements=(elements[1], elements[4]))) == set()


def test_few_pictograms_stay_with_what_is_told_by_its_kind() -> None:
    steps = tuple(Element(id=name, label=name, kind=ElementKind.PROCESS) for name in "abcdei")
    lens = Element(id="f", label="Passage retrieval", kind=ElementKind.PROCESS)
    told = (
        Element(id="g", label="Text encoder", kind=ElementKind.MODEL),
        Element(id="h", label="Dashboard", kind=ElementKind.OUTPUT),
    )
    assert plain_siblings(DiagramSpec(elements=(*steps, lens, *told))) == {"f"}
    assert plain_siblings(DiagramSpec(elements=(*steps[:2], lens, *told))) == set()
