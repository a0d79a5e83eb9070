"""The rules that a plot specification must keep, by what they are about."""
