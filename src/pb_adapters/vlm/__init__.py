"""Engines that answer for the agent roles, one package or module per technology."""
