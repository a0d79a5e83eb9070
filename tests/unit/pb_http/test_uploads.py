"""Files of forms are kept for their owners, for a while, within limits."""

from pb_http.uploads import LIFETIME_SECONDS, MOST_FILES, Uploads


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_file_is_its_owners_and_keeps_its_name() -> None:
    uploads = Uploads()
    token = uploads.keep("k", "a.pdf", b"one")
    assert uploads.keep("k", "again.pdf", b"one") == token
    assert uploads.keep("other", "a.pdf", b"one") != token
    held = uploads.find("k", token)
    assert held is not None
    assert (held.name, held.content) == ("a.pdf", b"one")
    assert uploads.find("other", token) is None
    assert uploads.find("k", "unknown") is None


def test_a_file_is_dropped_an_hour_after_it_was_last_used() -> None:
    clock = Clock()
    uploads = Uploads(clock=clock)
    token = uploads.keep("k", "a.pdf", b"one")
    clock.now = LIFETIME_SECONDS - 1
    assert uploads.find("k", token) is not None
    clock.now = 2 * LIFETIME_SECONDS - 2
    assert uploads.find("k", token) is not None
    clock.now = 3 * LIFETIME_SECONDS - 2
    assert uploads.find("k", token) is None


def test_the_share_of_one_and_the_whole_are_bounded() -> None:
    clock = Clock()
    uploads = Uploads(most_bytes=10, most_of_one=6, clock=clock)
    kept = {}
    for owner, content in (("a", b"1111"), ("b", b"2222"), ("a", b"333"), ("c", b"4444")):
        clock.now += 1
        kept[content] = (owner, uploads.keep(owner, "x", content))
    found = {content for content, (owner, token) in kept.items() if uploads.find(owner, token)}
    assert found == {b"333", b"4444"}  # "1111" went for its owner's second file, "2222" for the last one
    assert uploads.find("d", uploads.keep("d", "x", b"12345678901")) is not None


def test_small_files_are_not_kept_without_end() -> None:
    clock = Clock()
    uploads = Uploads(clock=clock)
    kept = []
    for number in range(MOST_FILES + 1):
        clock.now = number
        kept.append(uploads.keep("k", "x", str(number).encode()))
    assert [uploads.find("k", token) is None for token in kept] == [True, *[False] * MOST_FILES]
