from paperbanana_client import Order


def test_the_same_order_has_the_same_name_and_another_has_another() -> None:
    one = Order(name="a", kind="plot", body={"x": 1, "y": 2})
    assert one.idempotency_key == Order(name="a", kind="plot", body={"y": 2, "x": 1}).idempotency_key
    assert one.idempotency_key != Order(name="b", kind="plot", body={"x": 1, "y": 2}).idempotency_key
    assert one.idempotency_key != Order(name="a", kind="plot", body={"x": 1, "y": 3}).idempotency_key
