from pb_core.domain.diagrams.skeleton.outlines import Form
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from support.skeletons import names, only


def test_the_chain_of_a_caption_comes_first() -> None:
    skeleton = read_skeleton("It consists of an encoder and a decoder.", "Figure 2: Input Graph -> SBS -> Enc -> Dec.")
    first, second = skeleton.outlines
    assert (first.form, first.ordered, first.in_caption) == (Form.CHAIN, True, True)
    assert names(first) == ["Input Graph", "SBS", "Enc", "Dec"]
    assert (second.form, second.ordered, names(second)) == (Form.LIST, False, ["encoder", "decoder"])


def test_panels_of_a_caption() -> None:
    outline = only("", "Figure 1: Overview. (a) The encoder. (b) The attention block. (c) Training loop.")
    assert (outline.form, outline.ordered, names(outline)) == (
        Form.PANELS, False, ["encoder", "attention block", "Training loop"],
    )  # fmt: skip


def test_panels_are_ordered_where_the_caption_says_steps() -> None:
    assert only("", "The three steps of the pipeline: (a) Sampling. (b) Labelling.").ordered
