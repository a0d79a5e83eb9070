"""The vocabulary: the documents list exactly what the code knows, and no phrase is lost."""

from pb_adapters.planners.charts.vocabulary import LONGEST, ROWS, SILENT, TERMS, UNMET, Kind, keyed, meanings
from support.paths import ROOT

SECTION = (ROOT / "docs" / "plots.md").read_text("utf-8").split("## Words of an intent")[1].split("\n## ")[0]
TABLE = SECTION.split("| What it does |")[1].splitlines()
ROWS_WRITTEN = [line[2:-2].split(" | ") for line in TABLE if line.startswith("| ")]


def test_the_documents_list_exactly_the_words_that_are_known() -> None:
    written = {(does, frozenset(words.split(", ")), example) for does, words, example in ROWS_WRITTEN}
    known = {(row.does, frozenset("|".join(row.means.values()).split("|")), row.example) for row in (*ROWS, *SILENT)}
    assert written == known
    assert all(f"* {words.replace('|', ', ')}: {why}" in SECTION for why, words in UNMET.items())


def test_each_kind_has_words_and_no_phrase_is_longer_than_said() -> None:
    kinds = {kind for terms in TERMS.values() for kind, _ in terms}
    assert kinds == set(Kind)
    assert max(map(len, TERMS)) == LONGEST
    assert keyed("100 % stacked bars") == ("100", "%", "stacked", "bar")


def test_articles_may_stand_between_words_or_not() -> None:
    assert meanings(("on", "second", "axis")) == meanings(("on", "a", "second", "axis")) != ()
    assert meanings(("for", "slide")) == meanings(("for", "the", "slide")) != ()
    assert meanings(("in", "order")) != meanings(("in", "the", "order"))
    assert meanings(("the", "second", "axis")) == meanings(("nothing", "of", "it")) == ()
