"""Clauses: what the words of an intent ask for, each read by one function."""
