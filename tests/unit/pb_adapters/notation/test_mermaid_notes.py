from pb_adapters.notation.mermaid_notes import Notes


def test_nothing_ignored_is_nothing_said() -> None:
    assert Notes().sentences() == ()


def test_lines_are_gathered() -> None:
    notes = Notes(["Before."])
    for line in range(3, 12):
        notes.count("style", line)
    notes.count("click", 20)
    notes.count("click", 20)
    notes.shape("text", "process")
    notes.passed("A")
    notes.unlabelled("s", "●")
    notes.unknown(["<T>"])
    notes.class_name("hot")
    notes.form("lines like this", present=True)
    notes.form("others", present=False)
    notes.dropped(["<b>", "<b>"])
    notes.say("One more.")

    assert notes.sentences() == (
        "Before.",
        "One more.",
        "style is ignored (lines 3, 4, 5, 6, 7, 8 and 3 more).",
        "click, which no figure can do, is ignored (line 20).",
        "Classes that tell neither a kind nor a sort are ignored: hot.",
        "Drawn as plain lines: lines like this.",
        "Shapes without a counterpart are drawn as the nearest kind: text as process.",
        "Nodes that have no text are drawn with a sign: s (●).",
        "Arrows pass through joins, which have no text: A.",
        "Left out of labels: <b>.",
        "Tags that HTML does not have are drawn as text: <T>.",
    )
