import pytest

from pb_core.domain.diagrams.arrows import Quoted, Statement, statement
from pb_core.domain.diagrams.mentions import Names
from pb_core.domain.diagrams.quotations import Source
from pb_core.domain.diagrams.spec import Connection, Element

LABELS = ("Encoder", "Decoder", "Image", "Features", "Caption")


def said(arrow: str, *quotations: str, label: str = "") -> Statement:
    """What quotations, each of whole sentences, say of an arrow written ``A -> B``."""
    index = Source(" ".join(quotations))
    names = Names([Element(id=name, label=name) for name in LABELS])
    groups = []
    for quotation in quotations:
        (place,) = index.quoted(quotation)
        sentences = index.around(place)
        groups.append([Quoted(names.read(s), place[0] - s.start, place[1] - s.start) for s in sentences])
    source, target = arrow.split(" -> ")
    return statement(groups, Connection(source=source, target=target, label=label))


def stated(arrow: str, *quotations: str, label: str = "") -> bool:
    return said(arrow, *quotations, label=label).stated


@pytest.mark.parametrize("arrow", ["Image -> Encoder", "Encoder -> Features", "Image -> Features"])
def test_each_hand_over_of_a_sentence_is_stated_and_its_reverse_is_not(arrow: str) -> None:
    text = "The encoder maps the image to features."
    source, target = arrow.split(" -> ")
    assert stated(arrow, text)
    assert not stated(f"{target} -> {source}", text)


def test_a_doer_is_not_named_again_by_what_it_does() -> None:
    assert stated("Image -> Encoder", "The encoder encodes the image.")
    assert stated("Encoder -> Features", "The encoder encodes the image into features.")


def test_a_head_that_the_name_before_shares_is_no_end_of_a_list() -> None:
    names = [Element(id="a", label="Sorter"), Element(id="b", label="parcel slips")]
    index = Source("The sorter, which reads a note, produces potentially many letter or parcel slips.")
    (sentence,) = index.around(index.quoted("sorter")[0])
    read = Names(names).read(sentence)
    assert statement([[Quoted(read, 0, 999)]], Connection(source="a", target="b")).stated


def test_members_of_a_list_share_what_it_leads_to() -> None:
    text = "The image, the caption and the features are concatenated and fed to the decoder."
    assert all(stated(f"{name} -> Decoder", text) for name in ("Image", "Caption", "Features"))
    assert not stated("Image -> Caption", text)


def test_formulas_and_adjectives_do_not_part_a_list() -> None:
    text = r"The decoder takes the image $x_t$ and an encoded caption $c_{t}$ as input and outputs the features."
    assert all(stated(arrow, text) for arrow in ("Image -> Decoder", "Caption -> Decoder", "Decoder -> Features"))
    assert not stated("Caption -> Decoder", "The decoder takes the image and the small caption sees features.")


def test_clauses_with_subjects_of_their_own_share_nothing() -> None:
    text = "The encoder reads the image, and the decoder writes the caption."
    assert stated("Image -> Encoder", text)
    assert stated("Decoder -> Caption", text)
    assert not any(stated(arrow, text) for arrow in ("Encoder -> Caption", "Image -> Decoder", "Encoder -> Decoder"))


@pytest.mark.parametrize(
    "text",
    [
        "From the image, the encoder is built.",
        "Given the image, we train the encoder.",
        "Using the image, the encoder learns.",
    ],
)
def test_a_lead_in_leads_to_the_main_clause(text: str) -> None:
    assert stated("Image -> Encoder", text)


def test_before_leads_back() -> None:
    assert stated("Encoder -> Decoder", "Before the decoder, the encoder runs.")
    assert not stated("Decoder -> Encoder", "Before the decoder, the encoder runs.")


def test_fitting_one_to_another_leads_nowhere() -> None:
    text = "We apply the encoder to the image."
    assert not stated("Encoder -> Image", text)


def test_a_second_sentence_may_take_up_the_first() -> None:
    assert stated("Features -> Decoder", "The encoder returns features. These are passed to the decoder.")
    assert stated("Encoder -> Decoder", "The encoder returns features. These are passed to the decoder.")
    assert not stated("Encoder -> Decoder", "The encoder returns features. The decoder writes a caption.")
    assert not stated("Features -> Decoder", "The encoder returns features. These are not passed to the decoder.")


def test_two_sentences_hand_over_the_label() -> None:
    quotations = ("The encoder returns tokens.", "The decoder reads the tokens.")
    assert stated("Encoder -> Decoder", *quotations, label="tokens")
    assert stated("Encoder -> Decoder", *reversed(quotations), label="tokens")
    assert stated("Encoder -> Decoder", " ".join(quotations), label="tokens")
    assert not stated("Decoder -> Encoder", *quotations, label="tokens")
    assert not stated("Encoder -> Decoder", *quotations)
    assert not stated("Encoder -> Decoder", *quotations, label="encoder")


def test_a_thing_that_feeds_itself_says_so() -> None:
    assert stated("Decoder -> Decoder", "The decoder feeds the word to itself.")
    assert said("Decoder -> Decoder", "The decoder writes.").why.endswith("does not say that it feeds itself")


@pytest.mark.parametrize(
    ("arrow", "text", "why"),
    [
        ("Features -> Encoder", "The encoder returns features.", "its sentence says the reverse"),
        ("Encoder -> Decoder", "The encoder and the decoder learn.", "without saying that one leads to the other"),
        ("Encoder -> Decoder", "The encoder does not feed the decoder.", "its sentence denies ('not')"),
        ("Encoder -> Decoder", "The encoder learns. The decoder learns.", "no sentence that it quotes names both ends"),
    ],
)
def test_a_refusal_says_why(arrow: str, text: str, why: str) -> None:
    assert why in said(arrow, text).why


def test_an_end_that_no_sentence_names_is_told() -> None:
    assert said("Encoder -> Decoder", "The encoder learns.").unnamed == "Decoder"


def test_only_the_quoted_part_of_a_sentence_names() -> None:
    index = Source("The encoder returns features to the decoder.")
    names = Names([Element(id=name, label=name) for name in LABELS])
    (sentence,) = index.sentences
    (place,) = index.quoted("returns features to the decoder")
    groups = [[Quoted(names.read(sentence), *place)]]
    assert not statement(groups, Connection(source="Encoder", target="Decoder")).stated
    assert statement(groups, Connection(source="Features", target="Decoder")).stated
