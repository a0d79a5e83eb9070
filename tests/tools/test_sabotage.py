import pytest

from sabotage import BREAKAGES, ROOT, Breakage, broken


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.name)
def test_every_breakage_has_its_place_and_its_test(breakage: Breakage) -> None:
    text = (ROOT / "src" / breakage.file).read_text(encoding="utf-8")

    assert broken(breakage, text) != text
    assert (ROOT / breakage.caught_by.partition("::")[0]).is_file()


def test_a_breakage_without_its_place_says_so() -> None:
    lost = Breakage("a test", "pb_core/errors.py", "not there", "broken", "tests/tools/test_sabotage.py")
    with pytest.raises(ValueError, match="0 places for 'a test'"):
        broken(lost, "text")
