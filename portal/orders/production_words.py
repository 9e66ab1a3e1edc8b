"""The words of production beside those of its stages: the parts of the work, and why it waits."""

from portal.orders.models import ProductionStage
from portal.orders.production_models import Reason
from portal.web.languages import lazy

PARTS = {
    ProductionStage.ORDERED: {
        "checked": lazy("Order checked"),
        "reserved": lazy("Parts reserved"),
    },
    ProductionStage.FRAME: {
        "cut": lazy("Cut to size"),
        "joined": lazy("Joined"),
        "measured": lazy("Measured"),
    },
    ProductionStage.PAINT: {
        "primed": lazy("Primed"),
        "coloured": lazy("Colour sprayed"),
        "lacquered": lazy("Lacquered and dry"),
    },
    ProductionStage.ASSEMBLY: {
        "built": lazy("Main parts mounted"),
        "fitted": lazy("Extras fitted"),
        "set-up": lazy("Set up"),
    },
    ProductionStage.READY: {
        "tested": lazy("Tested"),
        "packed": lazy("Packed"),
    },
    ProductionStage.DELIVERED: {},
}
WAITS = {
    Reason.PARTS: lazy("A part has not come yet"),
    Reason.CAPACITY: lazy("The workshop is full"),
    Reason.QUALITY: lazy("We do a step again, because it was not good enough"),
    Reason.ANSWER: lazy("We wait for your answer"),
    Reason.PAYMENT: lazy("We wait for your payment"),
    Reason.CARRIER: lazy("The carrier has not collected it yet"),
    Reason.CHANGE: lazy("You changed the build"),
    Reason.OTHER: lazy("Something else"),
}
"""As the customer reads it."""
AT_THE_DESK = {
    Reason.PARTS: "A part is missing",
    Reason.CAPACITY: "No capacity",
    Reason.QUALITY: "Done again for quality",
    Reason.ANSWER: "Waits for the customer",
    Reason.PAYMENT: "Waits for the payment",
    Reason.CARRIER: "Waits for the carrier",
    Reason.CHANGE: "The build changed",
    Reason.OTHER: "Something else",
}
