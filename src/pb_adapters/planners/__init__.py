"""Rule-based planners behind one engine: no model, no network, no account."""
