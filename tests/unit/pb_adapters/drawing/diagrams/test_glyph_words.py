from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS
from pb_adapters.drawing.diagrams.glyph_words import ALONE, BY_PHRASE, DATA_BY_WORD, HEADS, HEADS_OF_DATA, MODEL_BY_WORD


def test_every_word_names_a_pictogram_that_there_is() -> None:
    named = {*BY_PHRASE.values(), *DATA_BY_WORD.values(), *MODEL_BY_WORD.values(), *ALONE.values()}
    assert named - {""} <= GLYPHS.keys()


def test_no_word_names_two() -> None:
    words = [word for found in (*HEADS.values(), *HEADS_OF_DATA.values()) for word in found.split()]
    assert len(set(words)) == len(words)
