"""The OpenAPI document: what generators of clients, and people, are told of the API.

Routes say what is particular to them; ``operations`` adds what holds for all, ``schemas`` describes bodies and answers
by the codec that reads and writes them, and ``document`` puts it together.
"""
