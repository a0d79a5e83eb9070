import pytest

from pb_core.domain.diagrams.mentions import Names, name_of, same_name
from pb_core.domain.diagrams.quotations import Source
from pb_core.domain.diagrams.spec import Element


def named(text: str, *labels: str, aliases: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The mentions of a sentence: the label that is named, and the words that name it."""
    elements = [Element(id=label, label=label, aliases=aliases if n == 0 else ()) for n, label in enumerate(labels)]
    (sentence,) = Source(text).sentences
    read = Names(elements).read(sentence)
    return [(mention.element, " ".join(read.words[mention.first : mention.last])) for mention in read.mentions]


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("The text encoders read it.", "Text encoder", "text encoders"),
        ("The pre-norm block reads it.", "Prenorm block", "pre norm block"),
        ("The prenorm block reads it.", "Pre-norm block", "prenorm block"),
        ("A mixture-of-experts layer reads it.", "Mixture of Experts", "mixture of experts"),
        ("The encod-\ning falls.", "Encoding", "encod ing"),
        ("Wir lesen die Merkmalskarten ein.", "Merkmalskarte", "merkmalskarten"),
        ("时间特征进入预测头。", "预测头", "预 测 头"),
        ("The classification is fed back.", "Classifier", "classification"),
    ],
)
def test_a_name_is_found_in_any_inflection_and_spelling(text: str, label: str, found: str) -> None:
    assert named(text, label) == [(label, found)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The image, text and encoder are read.", "Image encoder"),
        ("The encoder reads the image.", "Image encoder network"),
        ("The start is a party.", "Art"),
        ("A text encoder reads it.", "Image encoder"),
    ],
)
def test_other_words_are_no_mention(text: str, label: str) -> None:
    assert named(text, label) == []


def test_the_last_word_alone_names_what_no_other_element_could_be() -> None:
    assert named("The encoder reads it.", "Image encoder", "Decoder") == [("Image encoder", "encoder")]
    assert named("The encoder reads it.", "Image encoder", "Text encoder") == []


def test_a_longer_name_wins_over_one_inside_it_and_the_exact_over_the_inflected() -> None:
    text = "The image encoder feeds the encoder and its encoding."
    assert named(text, "Encoder", "Image encoder", "Encoding") == [
        ("Image encoder", "image encoder"),
        ("Encoder", "encoder"),
        ("Encoding", "encoding"),
    ]


def test_an_alias_names_its_element_unless_it_is_the_label_of_another() -> None:
    text = "DPR feeds the reader."
    assert named(text, "Retriever", "Reader", aliases=("DPR",)) == [("Retriever", "dpr"), ("Reader", "reader")]
    assert named(text, "Retriever", "Reader", aliases=("reader",)) == [("Reader", "reader")]


def test_another_name_can_be_looked_for() -> None:
    (sentence,) = Source("The encoder returns long feature maps.").sentences
    read = Names([]).read(sentence)
    (found,) = read.find(name_of("", "feature map"))
    assert read.words[found.first : found.last] == ("feature", "maps")


def test_a_part_of_a_name_may_be_too_small_a_share_of_it() -> None:
    step = "sampling cost projections from the parameter space"
    assert same_name("cost projections", step)
    assert not same_name("cost projections", step, share=0.5)
    assert same_name("cost projections", "projections", share=0.5)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Scene Graph Matching (SGM)", "SGM", True),
        ("Encoders", "encoder", True),
        ("Image encoder", "text encoder", False),
        ("预测头", "预测头", True),
        ("⊕", "⊗", True),
    ],
)
def test_names_are_the_same_if_one_is_a_whole_part_of_the_other(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same


def test_a_head_that_two_modifiers_share_is_named_with_both() -> None:
    names = Names((Element(id="s", label="spatial features"), Element(id="m", label="motion features")))
    (sentence,) = Source("The spatial and motion features are joined.").sentences
    assert [mention.element for mention in names.read(sentence).mentions] == ["s", "m"]
    (other,) = Source("The spatial map and motion features are joined.").sentences
    assert [mention.element for mention in names.read(other).mentions] == ["m"]
