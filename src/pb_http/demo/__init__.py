"""The demo: what it submits over HTTP, and a page that shows what came of it."""
