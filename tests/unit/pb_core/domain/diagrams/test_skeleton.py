"""What an author lays out explicitly is read, in the author's words and order."""

import pytest

from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.diagrams.skeleton import Form, Outline, read_skeleton


def only(source: str, caption: str = "") -> Outline:
    (outline,) = read_skeleton(source, caption).outlines
    return outline


def names(outline: Outline) -> list[str]:
    return [item.name for item in outline.items]


def test_the_chain_of_a_caption_comes_first() -> None:
    skeleton = read_skeleton("It consists of an encoder and a decoder.", "Figure 2: Input Graph -> SBS -> Enc -> Dec.")
    first, second = skeleton.outlines
    assert (first.form, first.ordered, first.in_caption) == (Form.CHAIN, True, True)
    assert names(first) == ["Input Graph", "SBS", "Enc", "Dec"]
    assert (second.form, second.ordered, names(second)) == (Form.LIST, False, ["encoder", "decoder"])


@pytest.mark.parametrize(
    ("heading", "lead", "ordered"),
    [
        ("Data Flow (Detailed)", "", True),
        ("Data Flow", "Query:\n", True),
        ("Data Flow", "Its three goals are:\n", False),
        ("Parts", "", False),
    ],
)
def test_numbers_under_a_heading_that_says_an_order_are_steps(heading: str, lead: str, *, ordered: bool) -> None:
    text = f"## {heading}\n\n{lead}1. Mail sorting by street.\n2. Letter stamps → tags.\n3. Ink stores in jars.\n"
    outline = next(outline for outline in read_skeleton(text).outlines if len(outline.items) > 2)
    assert (outline.ordered, names(outline)[1]) == (ordered, "Letter stamps")


def test_panels_of_a_caption() -> None:
    outline = only("", "Figure 1: Overview. (a) The encoder. (b) The attention block. (c) Training loop.")
    assert (outline.form, outline.ordered, names(outline)) == (
        Form.PANELS, False, ["encoder", "attention block", "Training loop"],
    )  # fmt: skip


def test_panels_are_ordered_where_the_caption_says_steps() -> None:
    assert only("", "The three steps of the pipeline: (a) Sampling. (b) Labelling.").ordered


@pytest.mark.parametrize(
    "source",
    [
        "Step 1: Tokenise the text.\nStep 2: Embed the tokens.",
        "The steps are:\n\n1. Tokenise the text.\n2. Embed the tokens.",
        "1. Tokenise the text\n2. Embed the tokens",
        "## Stage 1: Tokenise the text\n\nGo.\n\n## Stage 2: Embed the tokens\n\nGo.",
        "Algorithm 1\n1: Tokenise the text\n2: x = 3\n3: Embed the tokens",
        "First, we tokenise the text. Then, embed the tokens.",
        "Its steps:\n\\begin{enumerate}\n\\item Tokenise the text.\n\\item Embed the tokens.\n\\end{enumerate}",
    ],
)  # fmt: skip
def test_steps_are_ordered(source: str) -> None:
    outline = only(source)
    assert (outline.form, outline.ordered) == (Form.STEPS, True)
    assert [name.lower() for name in names(outline)] == ["tokenise the text", "embed the tokens"]


@pytest.mark.parametrize(
    "source",
    [
        "Parts:\n- **Retriever**: finds text.\n- **Reader**: reads it.", "- Retriever\n- Reader",
        "\\begin{itemize}\n\\item \\textbf{Retriever} finds.\n\\item \\emph{Reader} reads.\n\\end{itemize}",
        "It comprises a Retriever and a Reader.", "\\paragraph{Retriever.} It finds.\n\n\\paragraph{Reader.} It reads.",
        "## Retriever\n\nIt finds.\n\n## Reader\n\nIt reads.",
    ],
)  # fmt: skip
def test_lists_are_not_ordered(source: str) -> None:
    outline = only(source)
    assert (outline.ordered, names(outline)) == (False, ["Retriever", "Reader"])


@pytest.mark.parametrize(
    "source",
    [
        "# Measures\n\n1. Test error.\n2. Train time.\n3. Sample size.",
        "We solve three tasks: (1) predicting the words, (2) matching the pages and (3) ranking the books.",
    ],
)
def test_numbers_alone_are_no_order(source: str) -> None:
    assert not only(source).ordered


def test_nested_items_are_titled_by_the_item_above() -> None:
    outer, inner = read_skeleton("- Encoder\n  - tokens\n  - positions\n- Decoder").outlines
    assert names(outer) == ["Encoder", "Decoder"]
    assert (inner.title, names(inner)) == ("Encoder", ["tokens", "positions"])


def test_a_list_is_titled_by_what_it_counts() -> None:
    assert only("We use two main modules: a planner and a critic.").title == "main modules"


def test_evidence_is_verbatim_and_holds_the_name() -> None:
    source = r"The model comprises a \emph{feature extrac-" "\ntor} and a \\textbf{reader} \\cite{x}."
    for item in read_skeleton(source).items:
        assert item.evidence in source
        assert compiled(readable_of(item.evidence)).contains(item.name)


def readable_of(evidence: str) -> str:
    return evidence.replace(r"\emph{", "").replace("}", "")


@pytest.mark.parametrize(
    "source",
    [
        "Our contributions are:\n1. A model of words.\n2. A corpus of words.",
        "# Experiments\n\nWe use two sets: CIFAR and MNIST.",
        "# Introduction\n\nIt works.\n\n# Related work\n\nIt does.",
        "First, models are slow. Second, data is scarce.", "", "…",
        "First, the reader reads each text. Finally, we reset the reader at the end of each text.",
        "(a) show the rewards used. (b) show the functions added.",
        "First, to aid the agent, it has a reader. Second, to aid the user, it has a ranker.",
        "First, we give an overview of it. Then, we explain the reader. Finally, we discuss the ranker.",
        "# Method\n\n## Training Details\n\nGood.\n\n## Experimental Settings\n\nGood.\n\n## How to read\n\nGood.",
        "# Method\n\nThe loss of the reader is therefore\n\n$$x$$\n\nThe cost of the reader is given by\n\n$$x$$",
    ],
)  # fmt: skip
def test_what_is_no_part_of_the_method_is_no_skeleton(source: str) -> None:
    assert read_skeleton(source).outlines == ()


def test_steps_that_a_paragraph_goes_on_with() -> None:
    source = "First, the graph is read.\n\nFinally, a search is performed.\n\nThe graph is good.\n\nThen it ends."
    assert names(only(source)) == ["graph is read", "search is performed"]


def test_steps_that_are_counted_anew_are_others() -> None:
    steps = "Step 1: Read the text. It is long.\nStep 2: Rank the text. It is slow.\n"
    again = f"The listing.\n{steps.replace('text', 'page')}"
    assert [names(outline) for outline in read_skeleton(f"{steps}{again}").outlines] == [
        ["Read the text", "Rank the text"], ["Read the page", "Rank the page"],
    ]  # fmt: skip


def test_wishes_told_in_order_are_no_steps() -> None:
    assert (
        read_skeleton("First, we aim to restore the edge. Second, we wish to keep the face. Finally, we hope.").outlines
        == ()
    )


@pytest.mark.parametrize(
    "source",
    [
        "We first read the text. We then rank the text. We finally print the text.",
        "A pipeline of three components: a reader, a ranker and a printer.",
        "We use three components: reader, ranker, and finally a printer.",
        "# Use\n\n1. Install the reader.\n2. Run the reader.\n3. People look at it.",
        "It has three phases.\n\nI. Text Reading. It reads.\n\nII. Text Ranking. It ranks.\n\nIII. Print. It ends.",
        "# Step 1: Text Properties\n\nGood.\n\n# Step 2: Text Ranking\n\nGood.\n\n# Step 3: Printing\n\nGood.",
    ],
)
def test_rows_that_say_their_order(source: str) -> None:
    assert [(len(o.items), o.ordered) for o in read_skeleton(source).outlines] == [(3, True)]


def test_neighbours_come_from_ordered_outlines_only() -> None:
    skeleton = read_skeleton("A1 -> B1 -> C1\n\nIt comprises a planner and a critic.")
    assert [(a.name, b.name) for a, b in skeleton.neighbours()] == [("A1", "B1"), ("B1", "C1")]


@pytest.mark.parametrize(
    "piece", ["-> a ", "1. a\n", "(1) a, ", "# a\n", "a, ", "\\item a\n", "a and ", "First, a. Then b. "]
)
def test_a_long_monotonous_text_takes_linear_time(piece: str) -> None:
    read_skeleton(piece * (60_000 // len(piece)))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("该方法由三个模块组成：编码器，融合模块，解码器。", []),
        ("- 编码器\n- 融合模块\n- 解码器", ["编码器", "融合模块", "解码器"]),
        ("- 我们将图像输入网络\n- 编码器", []),
        ("编码器 → 融合 → 解码器", ["编码器", "融合", "解码器"]),
        ("The method consists of three parts and a decoder.", []),
        (
            (
                "# Method {#sec-method}\n\n## Encoder {#sec-enc}\n\nIt reads.\n\n## Theoretical Justification\n\nSo."
                "\n\n## Decoder\n\nIt writes.\n\n## Loss function\n\nIt is small.\n\n## Scale law\n\nIt grows."
            ),
            ["Encoder", "Decoder"],
        ),
        (
            "# Model\n\n## Sentiment analysis\n\nIt reads.\n\n## Decoder\n\nIt writes.",
            ["Sentiment analysis", "Decoder"],
        ),
    ],
)
def test_half_clauses_leftovers_and_arguments_are_no_items(source: str, names: list[str]) -> None:
    assert [item.name for item in read_skeleton(source).items] == names


def test_a_heading_of_the_method_is_told_even_if_it_stands_alone_beside_others() -> None:
    source = "# Model\n\n## Encoder\n\nIt reads.\n\n## Discussion\n\nIt is good.\n\n# Results\n\nFine."
    assert [item.name for item in read_skeleton(source).items] == ["Encoder"]


def test_a_step_with_a_line_of_its_own_is_named_by_it() -> None:
    (outline,) = read_skeleton("Stage 1: Text to ranks.\nWe read.\n\nStage 2: Ranks to prints.\nWe print.").outlines
    assert [item.name for item in outline.items] == ["Text to ranks", "Ranks to prints"]
