"""What an operator watches: events that are counted as they pass, and their text for Prometheus."""
