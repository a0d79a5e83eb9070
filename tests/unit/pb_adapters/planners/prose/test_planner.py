"""What is drawn is what the author lays out and states; the rest is refused with a sentence."""

import pytest

from pb_adapters.planners.prose.planner import plan
from pb_core.domain.diagrams.spec import DiagramSpec, ElementKind
from pb_core.domain.questions import PlanBrief
from pb_core.errors import NothingToDraw


def planned(source: str, caption: str = "") -> DiagramSpec:
    return plan(PlanBrief(source=source, caption=caption)).spec


def arrows(spec: DiagramSpec) -> set[str]:
    labels = {element.id: element.label for element in spec.elements}
    return {f"{labels[c.source]} > {labels[c.target]}" for c in spec.connections}


def test_the_chain_of_the_caption_is_drawn_as_it_is_written() -> None:
    spec = planned("It is trained for long.", "Figure 2: Input Graph -> SBS -> SGM -> Enc -> Dec.")
    assert [element.label for element in spec.elements] == ["Input Graph", "SBS", "SGM", "Enc", "Dec"]
    assert arrows(spec) == {"Input Graph > SBS", "SBS > SGM", "SGM > Enc", "Enc > Dec"}


def test_clauses_are_drawn_with_their_sentences() -> None:
    first, second = "The encoder maps the image into a vector.", "The decoder reads the vector and produces a mask."
    spec = planned(f"{first} {second}")
    assert arrows(spec) == {"image > encoder", "encoder > vector", "vector > decoder", "decoder > mask"}
    assert {connection.evidence for connection in spec.connections} == {first, second}
    kinds = {element.label: element.kind for element in spec.elements}
    assert (kinds["image"], kinds["vector"], kinds["mask"]) == (ElementKind.INPUT, ElementKind.DATA, ElementKind.OUTPUT)


@pytest.mark.parametrize(
    "source",
    [
        "编码器 → 融合 → 解码器", "Das Verfahren besteht aus einem Kodierer, einem Dekodierer und einem Kopf.",
        "Le système se compose de un encodeur, un décodeur et une tête.",
        "El sistema consta de un codificador, un decodificador y una cabeza.",
        "\\begin{enumerate}\n\\item Read text.\n\\item Rank text.\n\\item Print text.\n\\end{enumerate}",
        "1. Read text\n2. Rank text\n3. Print text", "- Reader\n- Ranker\n- Printer",
    ],
)  # fmt: skip
def test_structure_is_drawn_in_every_language_and_style(source: str) -> None:
    assert len(planned(source, "Pipeline").elements) == 3


@pytest.mark.parametrize(
    "source",
    [
        "", "…", "We thank everyone who helped.", "$$x = y$$", "The weather was fine and the results were good.",
        "Das Netz liest das Bild und erzeugt einen Vektor.", "# References\n\n[1] A. Author. A title. 2020.",
        "The encoder does not map the image into a vector. The decoder does not read the vector.",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused_with_a_sentence(source: str) -> None:
    with pytest.raises(NothingToDraw, match=r"the (text|source) "):
        planned(source)


def test_a_prompt_of_nouns_loses_no_item() -> None:
    spec = planned("a transformer encoder with 6 blocks and a classifier head")
    assert [(element.label, element.detail) for element in spec.elements] == [
        ("transformer encoder", "with 6 blocks"), ("classifier head", ""),
    ]  # fmt: skip
    assert spec.connections == ()


def test_a_listed_part_that_steps_stand_under_becomes_their_frame() -> None:
    spec = planned(
        "# Method\n\nIt consists of two parts: text extraction and text integration.\n\n## Text Extraction\n\n"
        "In Step 1, we clean the text.\n\nIn Step 2, we sort the words.\n\nIn Step 3, we merge the lists."
    )
    (group,) = spec.groups
    assert group.title == "text extraction"
    assert [element.label for element in spec.elements if element.group == group.id] == [
        "clean the text", "sort the words", "merge the lists",
    ]  # fmt: skip
    assert "text integration" in {element.label for element in spec.elements}


def test_the_description_names_everything_that_is_drawn() -> None:
    answer = plan(PlanBrief(source="Reader -> Ranker -> Printer", caption="A pipeline"))
    assert all(element.label in answer.description for element in answer.spec.elements)


def test_headings_win_over_a_way_that_leads_past_them() -> None:
    padding = "Nobody knows of it. " * 9
    parts = [f"## {name}\n\n{padding}" for name in ("Prompt Writing", "Model Calling", "Answer Parsing")]
    clause = "The prompt is passed to a language model, which generates a response."
    spec = planned("\n\n".join([*parts, clause]))
    assert [element.label for element in spec.elements] == ["Prompt Writing", "Model Calling", "Answer Parsing"]
    assert arrows(spec) == set()


def test_two_stages_with_an_arrow_are_a_figure_and_two_without_one_are_none() -> None:
    padding = "Nobody knows of it. " * 20
    spec = planned(f"The method has two stages: Query Rewriting and Answer Ranking. {padding}")
    assert arrows(spec) == {"Query Rewriting > Answer Ranking"}
    with pytest.raises(NothingToDraw):
        planned(f"The method has two cues: Query Distance and Answer Spread. {padding}")
