"""The agent roles, a module each, with its prompt beside it as a text file."""
