from pb_adapters.drawing.diagrams.emoji import alike_in_emoji
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group


def labels(*given: str, title: str = "Panel") -> tuple[list[str], tuple[str, ...]]:
    elements = tuple(Element(id=f"e{i}", label=label) for i, label in enumerate(given))
    spec, notes = alike_in_emoji(DiagramSpec(elements=elements, groups=(Group(id="g", title=title),)))
    return [*(element.label for element in spec.elements), *(group.title for group in spec.groups)], notes


def test_where_one_name_loses_its_emoji_all_do() -> None:
    found, notes = labels("👤 User", "⚙️ Hydra\nConfigs", title="☁ Remote")
    assert found == ["👤 User", "Hydra\nConfigs", "Remote"]
    assert notes == (
        "'⚙' of 'e1' is left out, as no typeface has the signs of other names",
        "'☁' of 'g' is left out, as no typeface has the signs of other names",
    )


def test_emoji_that_can_all_be_drawn_stay() -> None:
    assert labels("⚙ Configs", "☁ Remote") == (["⚙ Configs", "☁ Remote", "Panel"], ())


def test_signs_of_a_meaning_and_names_of_signs_alone_stay() -> None:
    given = ["🚀 Launch", "Format ✗ or ✔, ✅", "☁", "a → b ● $x \\leq 1$", "Panel"]
    assert labels(*given[:-1]) == (given, ())


def test_no_sign_stays_before_a_name_where_another_loses_its_own() -> None:
    found, notes = labels("🚀 Launch", "🔄 Update", "⬅ Back\n✅ twice", title="✅ Done")
    assert found == ["🚀 Launch", "Update", "Back\n✅ twice", "Done"]
    assert [note.split()[0] for note in notes] == ["'🔄'", "'⬅'", "'✅'"]


def test_a_degree_and_letters_in_circles_are_words_and_stay() -> None:
    assert labels("🚀 Launch", "°C limit", "ⓐ First") == (["🚀 Launch", "°C limit", "ⓐ First", "Panel"], ())


def test_small_print_has_emoji_if_all_can_be_drawn() -> None:
    def details(*given: str) -> list[str]:
        elements = tuple(Element(id=f"e{i}", label="Layer", detail=text) for i, text in enumerate(given))
        return [element.detail for element in alike_in_emoji(DiagramSpec(elements=elements))[0].elements]

    assert details("⚡ 64 → 4\n📦 shapes", "✔ done") == ["64 → 4\n📦 shapes", "done"]
    assert details("📦 shapes\n✅ ticks", "✗ none") == ["📦 shapes\n✅ ticks", "✗ none"]  # which say something
    assert details("⚡ 64 → 4", "") == ["⚡ 64 → 4", ""]
    assert details("📦 shapes ☁", "✅", "...") == ["📦 shapes", "✅", "..."]


def test_signs_that_a_legend_of_the_source_explains_stay_wherever_they_stand() -> None:
    given = (("🔒 Vault", "✅ active\n☁ remote", None), ("✅ Keep", "", "key"), ("━━ Direct", "", "key"))
    elements = tuple(Element(id=f"e{i}", label=a, detail=b, group=c) for i, (a, b, c) in enumerate(given))
    spec, _ = alike_in_emoji(DiagramSpec(elements=elements, groups=(Group(id="key", title="✅ Legend"),)))
    assert [element.label for element in spec.elements] == ["🔒 Vault", "✅ Keep", "━━ Direct"]
    assert (spec.elements[0].detail, spec.groups[0].title) == ("✅ active\nremote", "✅ Legend")
