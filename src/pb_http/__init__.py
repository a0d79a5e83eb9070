"""The Litestar API, settings, composition roots and command line."""
