"""What the engines of one provider share across ports, and what the engines of all providers share of their trade."""
