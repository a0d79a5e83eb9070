"""The base of every contract suite: its tests are duties, and an adapter cannot opt out of one."""


class Duties:
    """A contract suite is a subclass with tests; an adapter binds a suite by a subclass with fixtures.

    A subclass that overrides or removes an inherited test raises ``TypeError`` when it is defined.
    """

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        for name in vars(cls):
            if name.startswith("test") and any(hasattr(base, name) for base in cls.__bases__):
                message = f"{cls.__name__} overrides {name}: a duty holds for every adapter."
                raise TypeError(message)
        if vars(cls).get("__test__", True) is not True:
            message = f"{cls.__name__} takes itself out of collection: a duty holds for every adapter."
            raise TypeError(message)
