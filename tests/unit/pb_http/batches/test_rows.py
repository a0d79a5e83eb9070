from pb_http.batches.rows import Row, digest_of


def test_an_attempt_has_a_name_of_its_own() -> None:
    row = Row(number=1, name="a", kind="plot", key="manifest-1")
    assert [row.attempt(number) for number in (1, 2)] == ["manifest-1", "manifest-1.2"]


def test_only_composites_have_sources() -> None:
    fields = {"source_task_ids": ["a", "b"]}
    assert Row(number=1, name="c", kind="composite", fields=fields).sources == ("a", "b")
    assert Row(number=1, name="c", kind="plot", fields=fields).sources == ()


def test_digests_do_not_depend_on_the_order_of_fields_or_files() -> None:
    first = digest_of("plot", {"a": 1, "b": 2}, {"x.png": b"1", "y.png": b"2"})
    assert digest_of("plot", {"b": 2, "a": 1}, {"y.png": b"2", "x.png": b"1"}) == first
    assert digest_of("plot", {"a": 1, "b": 2}, {"x.png": b"2", "y.png": b"1"}) != first
