"""Preparing types: what is decoded in threads is made known to msgspec before there are any.

msgspec finds out what a type holds when it is first decoded, and keeps the answer from the moment at which it begins. A
second thread that decodes the type, or one that holds it, before all is found out reads what is not there yet, and the
process ends by SIGSEGV (msgspec 0.22 on Python with a GIL: ``StructInfo_Convert`` and its like in ``_core.c``).
"""

from collections.abc import Iterator

import msgspec


def prepare_types() -> None:
    """Let msgspec find out what every ``Struct`` defined so far holds; types that are known cost next to nothing.

    Call it in one thread, before others decode, and again where more modules were imported. A generic type is to be
    decoded by a ``Decoder`` of its module, as the alias that names its parameter is no class.
    """
    for struct in set(_defined_below(msgspec.Struct)):
        try:
            msgspec.json.Decoder(struct)
        except (NameError, TypeError):  # it holds what cannot be decoded, so that nobody decodes it
            continue


def _defined_below(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for struct in base.__subclasses__():
        yield struct
        yield from _defined_below(struct)
