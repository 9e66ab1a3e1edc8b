"""The words for each production stage, on screen and in the history."""

from portal.orders.models import ProductionStage
from portal.web.languages import lazy

STAGES = tuple(ProductionStage)

NAME = {
    ProductionStage.ORDERED: lazy("Ordered"),
    ProductionStage.FRAME: lazy("Frame"),
    ProductionStage.PAINT: lazy("Paint"),
    ProductionStage.ASSEMBLY: lazy("Assembly"),
    ProductionStage.READY: lazy("Ready"),
    ProductionStage.DELIVERED: lazy("Delivered"),
}
NOW = {
    ProductionStage.ORDERED: lazy("Waiting for its place in the workshop"),
    ProductionStage.FRAME: lazy("The frame is being built"),
    ProductionStage.PAINT: lazy("In paint now"),
    ProductionStage.ASSEMBLY: lazy("Being assembled now"),
    ProductionStage.READY: lazy("Ready for you"),
    ProductionStage.DELIVERED: lazy("Delivered"),
}
ON_TIME = {
    ProductionStage.ORDERED: lazy("Your %(product)s is on time: it waits for its place."),
    ProductionStage.FRAME: lazy("Your %(product)s is on time: the frame is being built."),
    ProductionStage.PAINT: lazy("Your %(product)s is on time: in paint now."),
    ProductionStage.ASSEMBLY: lazy("Your %(product)s is on time: being assembled now."),
    ProductionStage.READY: lazy("Your %(product)s is ready for you."),
}
LATE = {
    ProductionStage.ORDERED: lazy("Your %(product)s is late: it waits for its place."),
    ProductionStage.FRAME: lazy("Your %(product)s is late: the frame is being built."),
    ProductionStage.PAINT: lazy("Your %(product)s is late: in paint now."),
    ProductionStage.ASSEMBLY: lazy("Your %(product)s is late: being assembled now."),
    ProductionStage.READY: lazy("Your %(product)s is ready for you."),
}
"""Whole sentences, because each language builds them its own way."""
REACHED = {
    ProductionStage.ORDERED: "took in",
    ProductionStage.FRAME: "began the frame of",
    ProductionStage.PAINT: "began to paint",
    ProductionStage.ASSEMBLY: "began to assemble",
    ProductionStage.READY: "finished",
    ProductionStage.DELIVERED: "delivered",
}
