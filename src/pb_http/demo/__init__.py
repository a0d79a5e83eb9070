"""The demo: a real server, real input over HTTP, and a page that shows what came of it."""
