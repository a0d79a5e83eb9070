"""The domain of PaperBanana: tasks, quota ledger, agent roles and the refinement loop behind ports.

Imports the standard library, msgspec and anyio only; clock, network, disk and environment are ports.
"""
