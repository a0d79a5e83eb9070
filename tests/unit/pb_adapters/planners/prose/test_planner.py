"""What is drawn is what the author lays out and states; the rest is refused with a sentence."""

import pytest

from pb_adapters.planners.prose.planner import plan
from pb_adapters.planners.prose.selection import SHORT_TEXT
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


def test_a_table_of_contents_is_refused_with_a_sentence() -> None:
    source = "\n\n".join(f"## {name}\n\nNothing is said here." for name in ("Mail Sorting", "Stamp Making", "Inks"))
    with pytest.raises(NothingToDraw, match="an outline is no method figure: write them as"):
        planned(source)


def test_panels_of_a_caption_without_a_flow_are_no_method() -> None:
    panels = "(a) Search space of the loop, (b) cluster index of the runs, (c) memory after recovery."
    with pytest.raises(NothingToDraw):
        planned("The loop was run for a week. Its runs were recorded.", f"Figure 2: {panels}")


def test_a_long_text_does_not_make_an_input_of_what_it_makes_elsewhere() -> None:
    told = "The encoder maps the image into a vector. The decoder reads the vector and produces a mask. "
    kinds = {element.label: element.kind for element in planned(told + "It was run in May. " * SHORT_TEXT).elements}
    assert {ElementKind.INPUT, ElementKind.OUTPUT}.isdisjoint(kinds.values())


def test_steps_to_choose_from_do_not_follow_each_other() -> None:
    steps = "First, the reader verifies rows. Second, the writer prints a page. Lastly, the sorter splits files."
    assert planned(f"Three steps are taken. {steps}").connections
    choice = planned(f"Any of three further steps may be taken. {steps}").connections
    assert not {f"{c.source}->{c.target}" for c in choice} & {
        f"{c.source}->{c.target}" for c in planned(f"Three steps are taken. {steps}").connections
    }


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


def test_a_refusal_names_what_it_could_read() -> None:
    with pytest.raises(NothingToDraw, match="of 'frames', 'tracker'"):
        plan(PlanBrief(source="We like birds. The tracker reads the frames.", caption="Overview"))


def test_a_prompt_of_nouns_loses_no_item() -> None:
    spec = planned("a transformer encoder with 6 blocks and a classifier head")
    assert [(element.label, element.detail, element.repeat) for element in spec.elements] == [
        ("transformer encoder", "blocks", 6), ("classifier head", "", None),
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


def test_a_way_beside_the_headings_is_drawn_beside_them() -> None:
    padding = "Nobody knows of it. " * 9
    parts = [f"## {name}\n\n{padding}" for name in ("Prompt Writing", "Model Calling", "Answer Parsing")]
    clause = "The prompt is passed to a language model, which generates a response."
    spec = planned("\n\n".join([*parts, clause]))
    assert [element.label for element in spec.elements][:3] == ["Prompt Writing", "Model Calling", "Answer Parsing"]
    assert arrows(spec) == {"prompt > language model", "language model > response"}


def test_two_stages_with_an_arrow_are_a_figure_and_two_without_one_are_none() -> None:
    padding = "Nobody knows of it. " * 20
    spec = planned(f"The method has two stages: Query Rewriting and Answer Ranking. {padding}")
    assert arrows(spec) == {"Query Rewriting > Answer Ranking"}
    with pytest.raises(NothingToDraw):
        planned(f"The method has two cues: Query Distance and Answer Spread. {padding}")


def test_a_language_without_rules_is_refused_by_name() -> None:
    with pytest.raises(NothingToDraw, match="sentences of this language are not read"):
        planned("我们首先对图像进行预处理，然后使用编码器提取特征，最后由解码器输出。")


@pytest.mark.parametrize(
    ("source", "boxes"),
    [
        ("Our model uses a 6-layer Transformer encoder with multi-head self-attention.",
         ["multi-head self-attention in Transformer encoder x6"]),
        ("Our model uses a 6-layer Transformer encoder...", ["Transformer encoder x6"]),
        ("An encoder-decoder with cross-attention",
         [f"{name} in encoder-decoder" for name in ("encoder", "decoder", "cross-attention")]),
        ("We fine-tune BERT on SQuAD and evaluate with F1", ["BERT", "SQuAD", "F1"]),
        ("A classifier on top of a frozen ResNet-50 backbone", ["classifier", "frozen ResNet-50 backbone"]),
        ("The generator has a U-Net with skip connections and a self-attention layer.",
         ["skip connections in U-Net", "self-attention layer in generator"]),
        ("RAG: a retriever and a generator", ["retriever in RAG", "generator in RAG"]),
        ("The backbone is a ResNet-50. It has four stages. A detection head is added on top of it.",
         ["backbone x4", "detection head"]),
        ("BERT", ["BERT"]),
    ],
)  # fmt: skip
def test_a_short_text_shows_every_part_that_it_names_and_no_arrow(source: str, boxes: list[str]) -> None:
    spec = planned(source, "Figure 1: Transformer encoder architecture")
    titles = {group.id: group.title + (f" x{group.repeat}" if group.repeat else "") for group in spec.groups}
    assert boxes == [
        element.label + (f" x{element.repeat}" if element.repeat else "")
        + (f" in {titles[element.group]}" if element.group else "")
        for element in spec.elements
    ]  # fmt: skip
    assert spec.connections == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A CNN encoder followed by an LSTM decoder.", {"CNN encoder > LSTM decoder"}),
        ("A CNN with max pooling followed by an LSTM with attention and a softmax layer.", {"CNN > LSTM"}),
        ("We use a CNN to extract image features and a transformer to generate captions.",
         {"CNN > image features", "transformer > captions"}),
        ("The pipeline has a retriever that fetches passages and a generator that reads them.",
         {"retriever > passages"}),
    ],
)  # fmt: skip
def test_a_short_text_has_the_arrows_that_it_states(source: str, expected: set[str]) -> None:
    assert arrows(planned(source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "I have a head and two eyes.", "hello",
        "The rose has thorns and a sweet smell. We use it with love.", "A dog with a bone and a cat",
        "Two roads diverged in a yellow wood, and sorry I could not travel both.",
    ],
)  # fmt: skip
def test_a_short_text_without_a_technical_part_is_refused(source: str) -> None:
    with pytest.raises(NothingToDraw):
        planned(source)


def test_what_is_handed_over_is_data_though_no_word_says_so() -> None:
    spec = planned("The fog sensor sends it to us. The ledger entry is fed to the sorter, which produces a price tag.")
    kinds = {element.label: element.kind for element in spec.elements}
    assert (kinds["ledger entry"], kinds["price tag"]) == (ElementKind.INPUT, ElementKind.OUTPUT)
    assert kinds["sorter"] is ElementKind.PROCESS


_ROUTES = (
    "The planner passes routes to the driver. The driver passes commands to the motor. "
    "The motor passes torque to the wheel. "
)


def test_lone_arrows_of_a_short_text_are_drawn_apart_and_named_beyond_a_few() -> None:
    lone = [f"The {side} gauge sends readings to the {side} cleaner." for side in ("left", "right", "upper")]
    drawn = plan(PlanBrief(source=_ROUTES + " ".join(lone), caption="Overview"))
    labels = {element.label for element in drawn.spec.elements}
    assert {"left gauge", "left cleaner", "right gauge", "right cleaner"} <= labels
    assert drawn.notes == (
        "Left out of a figure of 8 boxes, though sentences tell of it: 'upper gauge', 'upper cleaner'.",
    )


def test_a_doer_may_be_called_by_what_it_does() -> None:
    stated = "A retriever searches the index. A reader reads the passages and writes the answer."
    assert arrows(planned(stated)) == {"passages > reader", "reader > answer"}


def test_three_arrows_of_a_short_text_are_a_figure_though_one_stands_alone() -> None:
    stated = "The log parser extracts the messages and the targets. The fault localiser ranks the source files."
    assert len(arrows(planned(stated))) == 3


def test_a_lone_arrow_of_a_long_text_is_named_only() -> None:
    rest = "The gauge sends readings to the cleaner. The gauge and the cleaner are new. " + "We rest at night. " * 14
    drawn = plan(PlanBrief(source=_ROUTES * 2 + rest, caption="Overview"))
    assert "gauge" not in {element.label for element in drawn.spec.elements}


def test_parts_for_which_there_is_no_room_are_named_in_a_note() -> None:
    source = " ".join(
        f"The {side} encoder reads the {side} image and produces a {side} map. The {side} decoder reads the {side} map."
        for side in ("left", "right", "upper", "lower")
    )
    (note,) = plan(PlanBrief(source=source, caption="Four views")).notes
    assert note.startswith("Left out of a figure of 8 boxes, though sentences tell of it: 'upper image'")
    assert all(f"'upper {what}'" in note for what in ("encoder", "map", "decoder"))
    assert plan(PlanBrief(source="Reader -> Ranker -> Printer", caption="A pipeline")).notes == ()
