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
        (("a --> b --> c --- d",), "a", "c", "start end"),  # a line without a head is no arrow
        (("a --> b --> c <--> d",), "a", "", "start"),  # as much comes from d as goes there
        (("a <--> b", "b --> c --> d"), "", "", ""),
        (("a[/A/]:::input <--> b:::model", "b --> c --> d([D]):::output"), "a", "d", "input output"),
        (("a <--> b", "b --> c --> d", "a --> c"), "a", "d", "start end"),  # otherwise as it is written
        (("a --> b --> c --> d", "d --> d"), "a", "d", "start end"),
        (("a[/A/]:::input --> b --> c --> d([D]):::output", "e[(E)] --> c"), "ae", "d", "start end"),
        (("s([__start__]) --> a[User] --> b --> c --> d",), "", "d", "end"),  # to whom nothing comes back
        (("a[/A/]:::input --> b --> c", "z --> a"), "z", "c", "start end"),
        (("a[/A/]:::input --> b --> c([C]):::output --> d",), "a", "d", "start end"),
        (("a>A]:::data --> b --> c --> d", "e --> b"), "ae", "d", "start end"),  # all sources or none
        (("a([A]) --> b --> c --> d([D])", "e --> c"), "ae", "d", "start end"),  # terminators are no output
        (("a[/A/]:::input --> b[[B]]:::model --> c --> d([D]):::output", "c --> e"), "a", "d", "input output"),
        (("a --> b --> c --> d([D]):::output", "d --> l{{L_x}}:::objective"), "a", "d", "start output"),
        (("a --> b --> c --> l{{L_x}}:::objective", "l -.-> b", "c --> d"), "a", "d", "start end"),
        (("a --> b --> c --> d --> l{{L_x}}:::objective",), "a", "", "start"),
        (("a --> b --> c",), "", "", ""),  # three boxes are seen at once
        (("a --> b & c & d & e", "a -- x --> b"), "a", "", "start"),  # nearly all would be ends
        (("a --> b --> c:::output", "a --> d:::output & e:::output & f:::output & g:::output"), "a", "", "start"),
        (("a --> b & c", "b --> d & e", "c --> f & g"), "", "", ""),  # a hierarchy
        (("a --> b --> c & d & e & f", "a --> g --> c"), "a", "cdef", "start end"),
        (("a --> b --> c & d & e", "c --> f([F]):::output"), "a", "def", "start end"),  # which is one of three
        (
            ("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "d -.-> a"),
            "a",
            "",
            "start",
        ),  # a loop begins where it comes back to
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "d -.-> b", "b --> e"), "a", "e", "start end"),
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "d -.-> b"), "a", "", "start"),  # it goes round
        (("a --> b --> c --> d", "d -.-> b", "b --> e"), "a", "e", "start end"),
        (("a --> b --> c --> d", '%% pb: {"kind":"feedback"}', "c -.-> a"), "a", "d", "start end"),
        (("a --> b --> c --> d", "c -.-> a"), "a", "d", "start end"),  # nothing else begins
        (("a --> b --> c --> d --> a", "b -.-> s --> c", "s -.-> e"), "a", "", "start"),  # by dashes all comes of a
        (("a --> b --> c --> d", "b -.-> a"), "a", "d", "start end"),
        (("a --> b --> c --> d", "e -.-> a"), "e", "d", "start end"),
        (("a --> b --> c --> d", "b -.-> e"), "a", "d", "start end"),  # what leads aside to e flows on
        (("a --> b --> c --> d", "d -.-> e"), "a", "e", "start end"),
        (("a --> b --> c --> d", "b -.-> e", "d -.-> f"), "a", "ef", "start end"),  # all of them or none
        (("a --> b --> c --> d", "b -.-> e([E]):::output"), "a", "de", "start end"),
        (("a --> b --> c --> a", "c --> d --> e"), "a", "e", "start end"),  # it goes round from a before all else
        (("b --> a", "a --> b --> c --> a", "c --> d --> e"), "b", "e", "start end"),  # whose first arrow leaves b
        (("d --> e", "a --> b --> c --> a", "c --> d"), "", "", ""),  # no first arrow tells
        (("z --> b --> c --> d", "x --- y", "y --> c"), "z", "d", "start end"),  # a line is no circle
        (("a --> b --> c --> b", "b --> a", "c --> d", "e --> d"), "", "", ""),  # the only start would be a side way
        (("u --> a --> b --> c", "b -->|page| a"), "u", "c", "start end"),
        (
            ("a[/A/]:::input --> b --> c", "b --> x[/X/]:::input"),
            "a",
            "cx",
            "start end",
        ),  # an input that an arrow enters
        (("a --> b --> c --> a", "b --> x"), "a", "", "start"),  # the only end would be a side exit
        (("a --> b --> c --> a", "b --> x([X]):::output"), "a", "x", "start end"),
        (("a --> b --> c --> a", "x([X]):::output --> b"), "x", "", "start"),
        (("a --> b --> c --> d", '%% pb: {"kind":"control"}', "e --> a"), "e", "d", "start end"),
        (
            ("a[A]:::actor --> b --> c --> d", "e --> c", '%% pb: {"kind":"feedback"}', "c --> a"),
            "ae",
            "d",
            "start end",
        ),  # what comes back to who began
        (
            ("a[A]:::actor --> b --> c --> d", "e --> c", '%% pb: {"kind":"control"}', "c --> a"),
            "ae",
            "d",
            "start end",
        ),
        (("subgraph g", "a --> b", "end", "b --> c --> d", "x -.-> g"), "a", "d", "start end"),  # x is about all of g
        (("subgraph g", "a --> b", "x", "end", "c --> g", "g --> d"), "c", "d", "start end"),  # x is no end of a group
        (("a --> b --> c", "a --> c", "subgraph g", "x", "y", "end", "b --> g"), "a", "cg", "start end"),  # not x or y
        (("subgraph g", "a --> b", "end", "g -.-> x", "c --> a"), "c", "bx", "start end"),  # x is about all of g
        (("subgraph g", "a --> b", "end", "g --> x", "c --> a"), "c", "x", "start end"),
        (("subgraph g", "x", "y", "end", "g --> b --> c --> d"), "g", "d", "start end"),
        (("subgraph g", "x", "y", "end", "g --> b --> c --> d", "c --> x"), "", "d", "end"),  # y may be one or not
        (("subgraph g", "x", "end", "g --> b --> c --> d"), "", "d", "end"),  # no arrow is at x
        (("a -- x --> b --> c", "subgraph g", "y", "end", "b --> g"), "a", "c", "start end"),
        (("a --> b --> d --> g", '%% pb: {"kind":"control"}', "g --> b", "a --> c --> e"), "a", "e", "start end"),
        (
            ("a --> b --> c --> d --> i --> k", "e --> b", "f --> b", "h --> c", "l & m & n & o & p & q & r --> c"),
            "",
            "k",
            "end",
        ),  # eleven would be no answer
        (("a --> b --> c --> d --> e", "a --> f"), "a", "ef", "start end"),  # a side way ends at f
        (("a --> b --> c --> d --> e", "f --> d"), "a", "e", "start end"),  # f only joins what a began
        (("a --> b --> c --> d --> e", "f --> c"), "af", "e", "start end"),  # f may have begun it as well
        (("a --> b --> c --> d --> e", "f --> d & g"), "af", "eg", "start end"),  # f begins a way to g
        (("a([A]) --> b --> c --> d --> e", "f([F]) --> e"), "a", "e", "start end"),
        (("a([A]) --> b --> c --> d --> e", "f[/F/]:::input --> e"), "af", "e", "start end"),  # drawn as an input
        (("a --> b[[B]]:::model --> c --> d --> e", "f[/F/]:::input --> e"), "af", "e", "start end"),  # a stated input
        (("a --> b --> c --> d", "e[E]:::actor --> d"), "ae", "d", "start end"),
        (("a --> b --> c --> d", "e -.-> b"), "a", "d", "start end"),  # e only says how b is done
        (("a --> b --> c --> b", "a --> d --> e", "c --> e", "f --> b"), "af", "e", "start end"),  # a circle is no way
        (("a --> b --> c --> d", "b --> e[Final report]"), "a", "de", "start end"),
        (("a -- x --> b --> c --> d & e & f",), "a", "def", "start end"),  # all three
        (("a -- x --> b --> c --> d & e & f", "a --> g"), "a", "defg", "start end"),
        (("a -- x --> b --> c --> d & e & f & g",), "a", "defg", "start end"),
        (("a -- x --> b --> c --> d & e & f & g", "c --> h & i"), "a", "defghi", "start end"),
        (("a -- x --> b --> c --> s --> d & e & f & g", "c --> h & i & j"), "a", "defghij", "start end"),
        (
            ("a -- x --> b --> c --> s --> t --> d --> e", "c --> g --> f", "a --> h & i & j & k & l & m & n & o & p"),
            "a",
            "",
            "start",
        ),  # all of eleven or none
        (
            ("a --> b --> c([C]):::output --> d[Robot]:::actor --> b",),
            "a",
            "",
            "start",
        ),  # who goes on with it
        (("a -- x --> b --> c --> p(( ))",), "a", "", "start"),  # a sign alone needs no other
        (("a -- x --> b --> c --> p(( )) & d",), "a", "d", "start end"),
        (("a --> b --> c --> d --> b", "c --> e --> f --> e"), "a", "", "start"),  # it ends in a loop
        (("s((Start)) --> a --> b --> c --> d",), "", "d", "end"),  # which says it itself
        (("a --> b --> c --> e([End])", "b --> d"), "a", "", "start"),
        (("a[Start] --> b --> c --> d",), "a", "d", "start end"),  # as any block's name
        (
            ("a -->|x| g", "subgraph g", "b --> c", "end", "e -.-> g", "c --> d"),
            "a",
            "d",
            "start end",
        ),  # as a leads in
        (
            ("a --> b --> c", "b --> g", "subgraph g", "d --> e", "end", "c -.-> g"),
            "a",
            "e",
            "start end",
        ),  # c goes on there
        (
            ("a --> b --> c([C]):::output", "b --> d([D]):::output", '%% pb: {"kind":"feedback"}', "d --> b"),
            "a",
            "cd",
            "start end",
        ),  # which only feeds back
        (("a --> b", "subgraph g", "x", "y", "end", "b --> c --> x & y"), "a", "g", "start end"),  # a panel of ends
        (("subgraph g", "x", "y", "w", "end", "x & y & w --> c --> d"), "g", "d", "start end"),
        (("subgraph g", "x", "y", "end", "a --> b --> x --> y"), "a", "y", "start end"),
        (("subgraph g", "x", "y", "w", "v", "end", "x & y & w --> c --> d --> e"), "g", "e", "start end"),  # most of g
        (("subgraph g", "x", "y", "w", "v", "u", "t", "end", "x & y & w --> c --> d --> e"), "wxy", "e", "start end"),
        (("subgraph g", "x", "y", "v", "end", "x & y --> c --> d --> e"), "xy", "e", "start end"),  # two are few
        (
            ("subgraph o", "subgraph g", "x", "y", "w", "end", "c", "d", "end", "x & y & w --> c --> d --> e"),
            "g",
            "e",
            "start end",
        ),  # the panel that holds nothing else
        (
            ("subgraph o", "subgraph g", "x", "y", "w", "v", "end", "c", "end", "x & y & w --> c --> d --> e"),
            "g",
            "e",
            "start end",
        ),  # the smaller one
        (
            ("subgraph o", "subgraph g", "x", "y", "end", "w", "end", "x & y & w --> c --> d --> e"),
            "o",
            "e",
            "start end",
        ),  # the larger one of nothing else
        (
            ("subgraph o", "x", "y", "w", "c", "d", "end", "x & y & w --> c --> d"),
            "wxy",
            "d",
            "start end",
        ),  # and an end
        (
            (
                "subgraph g",
                "x[/X/]:::input",
                "y[/Y/]:::input",
                "w[/W/]:::input",
                "m[[M]]:::model",
                "end",
                "x & y & w --> m --> d",
            ),
            "wxy",
            "d",
            "input end",
        ),  # the panel is no input
        (("a --> b{B} --> e[End] & f[End]", "b --> c --> t", "b --> d --> s"), "a", "ef", "start end"),  # named so
        (("s[Start] --> b --> c --> d", "e --> b"), "s", "d", "start end"),
        (("s[🚀 Start] --> b --> c --> d[Done ✅] & t", "e --> b"), "s", "d", "start end"),
        (("s([🚀 Start]) --> b --> c --> d([🏁 End])",), "", "", ""),
        (("a[🚀] --> b --> c --> d[📦]",), "a", "d", "start end"),  # which are no signs
        (("a --> b --> c --> d[Deployed model]", "b --> e[Exit]"), "a", "de", "start end"),  # a side exit
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


@pytest.mark.parametrize(
    ("statements", "starts", "ends"),
    [
        (("a[/A/]:::input", "e --> b"), "a", ""),  # before e something may come that is not quoted
        (("e --> b",), "", ""),
        ((), "a", ""),  # all comes after it
        (("a>A]:::data", "e --> b"), "a", ""),  # data need nothing before them
        (("a[(A)]", "e>E]:::data --> b"), "ae", ""),
        (("a[A]:::actor", "e[/E/]:::input --> b", "f>F]:::data --> b"), "ae", ""),
        (("a[/A/]:::input", "d([D]):::output"), "a", "d"),
        (("a[/A/]:::input", "d([D]):::output", '%% pb: {"kind":"control"}', "d -.-> b"), "a", "d"),
    ],
)
def test_a_plan_with_quotations_marks_what_needs_nothing_before_it_and_what_it_calls_an_output(
    statements: tuple[str, ...], starts: str, ends: str
) -> None:
    terminals = found('%% pb: {"evidence":"the encoder reads"}', "a --> b", "b --> c --> d", *statements)
    assert (sorted(terminals.at("start")), sorted(terminals.at("end"))) == (list(starts), list(ends))


def test_what_leads_on_by_number_is_no_end() -> None:
    given = read('flowchart LR\na --> b --> c --> d\n%% pb: {"kind":"feedback"}\nd -.-> b\nb --> e').spec
    partly = flows_and_numbers(given)
    assert partly
    with settings():
        assert terminals_of(parts_of(partly, typography(10.0), Detail())).at("end") == ["e"]
        assert terminals_of(parts_of(numbered(given, seconds=True), typography(10.0), Detail())) == Terminals()
