from pb_http.mcp_server.server import security


def test_of_this_computer_loopback_names_are_answered_always() -> None:
    found = security("127.0.0.1", ("figures.example",), ())
    assert {"127.0.0.1:*", "localhost:*", "[::1]:*", "figures.example", "figures.example:*"} <= set(found.allowed_hosts)
    assert "http://localhost:*" in found.allowed_origins
    assert found.enable_dns_rebinding_protection


def test_elsewhere_those_alone_that_were_named() -> None:
    found = security("0.0.0.0", ("figures.example",), ("https://app.example",))  # noqa: S104 - what is refused without a name
    assert found.allowed_hosts == ["figures.example", "figures.example:*"]
    assert found.allowed_origins == ["https://app.example", "https://app.example:*"]
