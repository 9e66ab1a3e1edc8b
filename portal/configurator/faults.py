"""What can be wrong with a model file or with what somebody picked."""


class Unsound(ValueError):
    """A model cannot be used. `faults` are sentences that name the group or rule."""

    def __init__(self, faults: list[str]):
        super().__init__("; ".join(faults[:5]) + (" …" if len(faults) > 5 else ""))
        self.faults = faults


class UnknownPick(ValueError):
    """A pick that the model does not have, or two picks where there can be one."""


class NoBuild(ValueError):
    """The picks do not fit together, so no complete build has them all."""
