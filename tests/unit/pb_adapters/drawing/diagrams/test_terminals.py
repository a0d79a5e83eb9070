import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.references import flows_and_numbers, numbered
from pb_adapters.drawing.diagrams.terminals import Terminals, terminals_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read


def found(*statements: str) -> Terminals:
    with settings():
        return terminals_of(parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail()))


@pytest.mark.parametrize(
    ("statements", "starts", "ends", "words"),
    [
        (("a --> b --> c --> d", "c --> e"), "a", "de", "start end"),
        (("a --> b --> c --> d", "d --> a"), "", "", ""),
        (("a --> b --> c --- d",), "a", "", "start"),  # a line without a direction leads both ways
        (("a --> b --> c <--> d",), "a", "d", "start end"),  # as it is written
        (("a --> b --> c <--> d", "b --> e"), "a", "e", "start end"),  # if it ends nowhere else
        (("a <--> b", "b --> c --> d"), "a", "d", "start end"),
        (("a --> b --> c --> d", "d --> d"), "a", "d", "start end"),
        (("a[/A/]:::input --> b --> c --> d([D]):::output", "e --> c"), "ae", "d", "start output"),
        (
            ("a[/A/]:::input --> b --> c --> d([D]):::output", "e[(E)] --> c"),
            "ae",
            "d",
            "start output",
        ),
        (
            ("a[/A/]:::input & e & f & g & h & i & k --> b --> c --> d([D]):::output",),
            "a",
            "d",
            "input output",
        ),  # all would be too many
        (("s([__start__]) --> a[User] --> b --> c --> d",), "", "d", "end"),  # to whom nothing comes back
        (("a[/A/]:::input --> b --> c", "z --> a"), "z", "c", "start end"),
        (
            ("a[/A/]:::input --> b --> d --> a", "d --> c([C]):::output --> d"),
            "a",
            "c",
            "input output",
        ),  # nothing else is one
        (("a[/A/]:::input --> b --> c([C]):::output --> d",), "a", "d", "input end"),
        (("a>A]:::data --> b --> c --> d", "e --> b"), "ae", "d", "start end"),  # all sources or none
        (("a([A]) --> b --> c --> d([D])", "e --> c"), "ae", "d", "start output"),
        (("a --> b --> c --> d([D]):::output", "d --> l{{L_x}}:::objective"), "a", "d", "start output"),
        (("a --> b --> c --> l{{L_x}}:::objective", "l -.-> b", "c --> d"), "a", "d", "start end"),
        (("a --> b --> c --> d --> l{{L_x}}:::objective",), "a", "", "start"),
        (("a --> b --> c",), "", "", ""),  # three boxes are seen at once
        (("a --> b & c & d & e", "a -- x --> b"), "a", "", "start"),  # nearly all would be ends
        (("a --> b --> c:::output", "a --> d:::output & e:::output & f:::output & g:::output"), "a", "", "start"),
        (("a --> b & c", "b --> d & e", "c --> f & g"), "", "", ""),  # a hierarchy
        (("a --> b --> c & d & e & f", "a --> g --> c"), "a", "cdef", "start end"),
        (("a --> b --> c & d & e", "c --> f([F]):::output"), "a", "def", "start end"),  # which is one of three
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "d -.-> a"), "", "", ""),  # a loop
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "d -.-> b", "b --> e"), "a", "e", "start end"),
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "d -.-> b"), "a", "", "start"),  # it goes round
        (("a --> b --> c --> d", "d -.-> b", "b --> e"), "a", "e", "start end"),
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "c -.-> a"), "a", "d", "start end"),
        (("a --> b --> c --> d", "c -.-> a"), "", "d", "end"),  # something comes back to a
        (("a --> b --> c --> d", "b -.-> a"), "a", "d", "start end"),  # but b only answers
        (("a --> b --> c --> d", "e -.-> a"), "e", "d", "start end"),
        (("a --> b --> c --> b", "b -->|final answer| a", "c --> d"), "a", "", "start"),  # who asked has it
        (("a[User] --> b --> c --> b", "b --> a", "c --> d"), "a", "", "start"),
        (("u[User] --> a[Browser] --> b --> c", "b -->|page| a"), "u", "", "start"),  # which serves a user
        (("a[User] --> b --> c --> b", "b --> a", "c --> d[(D)]"), "a", "", "start"),  # not what is kept beside
        (("a[User] --> b --> c --> b", "b --> a", "c --> d[/D/]"), "a", "", "start"),
        (
            ("a[/A/]:::input --> b --> c", "b --> x[/X/]:::input"),
            "a",
            "cx",
            "input end",
        ),  # an input that an arrow enters
        (("a --> b --> c --> a", "b --> x[/X/]:::input"), "", "x", "end"),  # never both
        (("a --> b --> c --> a", "x([X]):::output --> b"), "x", "", "start"),
        (("b --> a", "a --> b --> c --> d"), "b", "d", "start end"),  # b asked first
        (("a -->|ask| b --> c", "b -->|result| a", "a --> d --> c"), "a", "c", "start end"),  # more than one is asked
        (("a --> b --> c --> d", '%% pb: {"kind":"control"}', "e --> a"), "e", "d", "start end"),
        (("a[User] --> b --> c --> d", '%% pb: {"kind":"feedback"}', "c --> a"), "a", "d", "start end"),
        (("subgraph g", "a --> b", "end", "b --> c --> d", "x -.-> g"), "a", "d", "start end"),  # x is about all of g
        (("subgraph g", "a --> b", "x", "end", "c --> g", "g --> d"), "c", "d", "start end"),  # x is no end of a group
        (("a --> b --> c", "a --> c", "subgraph g", "x", "y", "end", "b --> g"), "a", "cg", "start end"),  # not x or y
        (("subgraph g", "x", "y", "end", "g --> b --> c --> d"), "g", "d", "start end"),
        (("subgraph g", "x", "y", "end", "g --> b --> c --> d", "c --> x"), "", "d", "end"),  # y may be one or not
        (("subgraph g", "x", "end", "g --> b --> c --> d"), "x", "d", "start end"),
        (("a --> b --> d --> g", '%% pb: {"kind":"control"}', "g --> b", "a --> c --> e"), "a", "e", "start end"),
        (
            ("a --> b --> c --> d --> i --> k", "e --> b", "f --> b", "h --> c", "l & m & n --> d"),
            "",
            "k",
            "end",
        ),  # seven would be no answer
        (("a --> b --> c --> d --> e", "a --> f"), "a", "ef", "start end"),  # a side way ends at f
        (("a --> b --> c --> d --> e", "f --> e"), "af", "e", "start end"),  # wherever it joins
        (("a([A]) --> b --> c --> d --> e", "f([F]) --> e"), "af", "e", "start end"),
        (("a --> b --> c --> d", "b --> e[Final report]"), "a", "de", "start end"),
        (("a -- x --> b --> c --> d & e & f",), "a", "def", "start end"),  # all three
        (("a -- x --> b --> c --> d & e & f", "a --> g"), "a", "defg", "start end"),
        (("a -- x --> b --> c --> d & e & f & g",), "a", "defg", "start end"),
        (("a -- x --> b --> c --> d & e & f & g", "c --> h & i"), "a", "defghi", "start end"),
        (("a -- x --> b --> c --> d & e & f & g", "c --> h & i & j"), "a", "", "start"),  # all of seven or none
        (
            ("a --> b --> c --> d --> e --> f", "a -- x --> h & i & j & k & l & m"),
            "a",
            "f",
            "start end",
        ),  # the long way
        (
            ("a -- x --> b --> c --> d --> e", "c --> g --> f", "a --> h & i & j & k & l"),
            "a",
            "",
            "start",
        ),  # two long ways
        (
            ("a --> b --> c([C]):::output --> d[Robot]:::actor --> b",),
            "a",
            "",
            "start",
        ),  # who goes on with it
        (("a -->|ask| b -->|done| a", "b --> c --> d", "e --> c"), "ae", "", "start"),  # told to whom it began with
        (("a -- x --> b --> c --> p(( ))",), "a", "", "start"),  # a sign alone needs no other
        (("a -- x --> b --> c --> p(( )) & d",), "a", "d", "start end"),
        (("a --> b --> c --> d --> b", "c --> e --> f --> e"), "a", "", "start"),  # it ends in a loop
        (("a --> b --> c{c} --> d & e>E]:::data", "d --> f"), "a", "f", "start end"),  # which c sorts out
        (("a --> b --> c{c} --> d>D]:::data & e>E]:::data",), "a", "de", "start end"),  # as it ends nowhere else
        (("s((Start)) --> a --> b --> c --> d",), "", "d", "end"),  # which says it itself
        (("a --> b --> c --> e([End])", "b --> d"), "a", "", "start"),
        (("a[Start] --> b --> c --> d",), "a", "d", "start end"),  # as any block's name
        (("w[Web UI] & m --> g --> n --> w & m & d", "n --> s"), "mw", "ds", "start end"),  # m has the arrows of w
        (("a -->|ask| b -->|done| a", "c & d --> b --> e --> f"), "cd", "f", "start end"),  # a is asked on a way
        (("a[A]:::actor --> b --> c --> a", "b --> d"), "a", "d", "start end"),  # a is who it goes round for
        (
            ("a -->|x| g", "subgraph g", "b --> c", "end", "e -.-> g", "c --> d"),
            "ae",
            "d",
            "start end",
        ),  # as a leads in
        (
            ("a --> b --> c([C]):::output", "b --> d([D]):::output", '%% pb: {"kind":"feedback"}', "d --> b"),
            "a",
            "cd",
            "start output",
        ),  # which only feeds back
        (("a --> b", "subgraph g", "x", "y", "end", "b --> c --> x & y"), "a", "g", "start end"),  # a panel of ends
        (("subgraph g", "x", "y", "w", "end", "x & y & w --> c --> d"), "g", "d", "start end"),
        (("subgraph g", "x", "y", "end", "a --> b --> x --> y"), "a", "y", "start end"),
        (
            ("subgraph g[ ]", "x", "y", "end", "a --> b", "a --> c", "b & c --> x", "c --> y"),
            "a",
            "xy",
            "start end",
        ),  # a frame without a title
    ],
)
def test_starts_and_ends_are_told_by_kinds_or_by_arrows(
    statements: tuple[str, ...], starts: str, ends: str, words: str
) -> None:
    terminals = found(*statements)
    assert (sorted(terminals.at("start")), sorted(terminals.at("end"))) == (list(starts), list(ends))
    assert list(terminals.words.values()) == words.split()


def test_a_plan_with_quotations_marks_only_what_it_calls_an_input_or_output() -> None:
    quoted = '%% pb: {"evidence":"the encoder reads"}'
    assert found(quoted, "a --> b", "b --> c --> d") == Terminals()
    marked = found("a[/A/]:::input", quoted, "a --> b", "b --> c --> d", "e --> b")
    assert marked.marks == {"a": ("start",)}
    assert marked.words == {"start": "input"}


def test_what_leads_on_by_number_is_no_end() -> None:
    given = read('flowchart LR\na --> b --> c --> d\n%% pb: {"kind":"feedback"}\nd -.-> b\nb --> e').spec
    partly = flows_and_numbers(given)
    assert partly
    with settings():
        assert terminals_of(parts_of(partly, typography(10.0), Detail())).at("end") == ["e"]
        assert terminals_of(parts_of(numbered(given, seconds=True), typography(10.0), Detail())) == Terminals()
