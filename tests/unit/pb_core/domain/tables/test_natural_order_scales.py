from pb_core.domain.tables.natural_order import GRADES, SCALES, SHORT_SIZES


def test_scales_hold_words_in_lower_case_at_places_from_zero() -> None:
    for scale in (*SCALES, GRADES, SHORT_SIZES):
        assert set(scale.values()) == set(range(max(scale.values()) + 1))
        assert all(word == word.strip().lower() != "" for word in scale)


def test_synonyms_share_a_place() -> None:
    months = SCALES[0]

    assert months["sep"] == months["sept"] == months["september"] == 8
