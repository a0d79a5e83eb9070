from support.processes import Run


def test_a_worker_needs_a_database_that_servers_share(pb: Run) -> None:
    refused = pb("worker")
    assert refused.returncode == 2
    assert "pb: pb worker needs a database that servers and workers share" in refused.stderr


def test_its_help_says_what_two_commands_make_a_service(pb: Run) -> None:
    told = pb("worker", "--help").stdout
    for part in ("pb serve --no-worker", "pb worker --conc", "PAPERBANANA_DATABASE_URL=postgresql://", "SIGTERM"):
        assert part in told
