import pytest

from pb_adapters.notation.mermaid_source import MAX_LINES, MAX_STRUCTURE, read_source
from pb_core.domain.diagrams.notation import PartComment, PlanComment
from pb_core.errors import InvalidRequest


def test_what_is_taken_out_leaves_its_lines() -> None:
    source = read_source(
        "---\ntitle: My chart\nconfig:\n  theme: x\n---\n%%{init: {\n}}%%\n%% why\nflowchart LR\naccTitle: x\nA --> B"
    )

    assert source.statements.split("\n") == ["", "", "", "", "", "", "", "", "flowchart LR", "", "A --> B"]
    assert source.title == "My chart"
    assert len(source.notes) == 4
    assert "The title 'My chart' is kept in the plan; the vector engine draws no title." in source.notes


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Plain: text", "Plain: text"),
        ('title: "A \\"b\\""', 'A "b"'),
        ("title: 'It''s'", "It's"),
        ("title:", ""),
    ],
)
def test_a_title_is_read_as_yaml_writes_it(line: str, title: str) -> None:
    assert read_source(f"---\n{line}\n---\ngraph TD\nA").title == title


def test_our_comments_are_kept_by_line() -> None:
    source = read_source(
        'flowchart\n%% pb: {"version":1,"palette":"slate"}\n  %% pb: {"detail":"6 layers"}\n%% other\nA'
    )

    assert source.parts == {3: PartComment(detail="6 layers")}
    assert source.plan == PlanComment(version=1, palette="slate")  # type: ignore[arg-type]  # an enumeration of texts


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(ends: str) -> None:
    assert read_source(f"\ufeffgraph TD{ends}A{ends}").statements == "graph TD\nA\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the flowchart is empty"),
        ("%% only a comment", "the flowchart is empty"),
        ("x" * 1_000_001, "the flowchart has 1,000,001 characters; 1,000,000 is the most"),
        ("graph TD\n" * (MAX_LINES + 1), "lines; 5,000 is the most"),
        ("graph TD\n" + "x" * MAX_STRUCTURE, "more than 250,000 characters besides"),
        ("\nsequenceDiagram\nA->>B: x", "line 2: sequenceDiagram is another kind of Mermaid diagram"),
        ("Hello", "line 1: 'Hello': a flowchart begins with"),
        ("graphics\nA", "line 1: 'graphics': a flowchart begins with"),
        ("---\ntitle: x\ngraph TD", "line 1: the front matter that begins with --- has no end"),
        ("---\ntitle: |\n  x\n---\ngraph TD", "line 2: the title must stand on one line"),
        ("---\ntitle: " + "x" * 201 + "\n---\ngraph TD", "line 2: the title has 201 characters; 200 is the most"),
        ('---\ntitle: "x\n---\ngraph TD', "line 2: the title is no text in quotation marks"),
        ("graph TD\nA %%{init: x", "line 2: the directive that begins with %%{ has no end"),
        ("graph TD\n%% pb: nonsense", "line 2: what follows '%% pb:' must be a JSON object"),
        ("graph TD\n%% pb: []", "line 2: the '%% pb:' comment cannot be read"),
        ('graph TD\n%% pb: {"colour":"red"}', "unknown field 'colour'"),
        ('graph TD\n%% pb: {"version":1}\n%% pb: {"version":1}', "line 3: a second '%% pb:' comment"),
        ('graph TD\n%% pb: {"version":2}', "line 2: the '%% pb:' comment cannot be read"),
        ("graph TD\n%% pb: " + "[" * 100_000, "line 2: what follows"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_source(text)

    assert sentence in str(refusal.value)
