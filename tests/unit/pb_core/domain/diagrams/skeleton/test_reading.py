import pytest

from pb_core.domain.diagrams.skeleton.outlines import Form
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from support.skeletons import names, only


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
