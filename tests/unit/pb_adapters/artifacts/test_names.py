import pytest

from pb_adapters.artifacts.names import require_name, require_owner, require_range

DIGEST = "0" * 64


@pytest.mark.parametrize("owner", ["", "A", "a/b", "..", "-a", "a" * 65, "a\n"])
def test_what_is_no_owner_is_a_mistake(owner: str) -> None:
    with pytest.raises(ValueError, match="an owner is"):
        require_owner(owner)
    with pytest.raises(ValueError, match="an owner is"):
        require_name(owner, DIGEST)


@pytest.mark.parametrize("digest", ["", "0" * 63, "G" + "0" * 63, "A" * 64, DIGEST + "\n"])
def test_what_is_no_digest_is_a_mistake(digest: str) -> None:
    with pytest.raises(ValueError, match="a digest is"):
        require_name("owner_1-a", digest)


def test_names_and_ranges_pass() -> None:
    require_name("a" * 64, DIGEST)
    require_range(0, None)
    require_range(3, 3)
