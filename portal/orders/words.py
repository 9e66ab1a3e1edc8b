"""The words for each production stage, on screen and in the history."""

from portal.orders.models import ProductionStage

STAGES = tuple(ProductionStage)

NAME = {
    ProductionStage.ORDERED: "Ordered",
    ProductionStage.FRAME: "Frame",
    ProductionStage.PAINT: "Paint",
    ProductionStage.ASSEMBLY: "Assembly",
    ProductionStage.READY: "Ready",
    ProductionStage.DELIVERED: "Delivered",
}
NOW = {
    ProductionStage.ORDERED: "Waiting for its place in the workshop",
    ProductionStage.FRAME: "The frame is being built",
    ProductionStage.PAINT: "In paint now",
    ProductionStage.ASSEMBLY: "Being assembled now",
    ProductionStage.READY: "Ready for you",
    ProductionStage.DELIVERED: "Delivered",
}
REACHED = {
    ProductionStage.ORDERED: "took in",
    ProductionStage.FRAME: "began the frame of",
    ProductionStage.PAINT: "began to paint",
    ProductionStage.ASSEMBLY: "began to assemble",
    ProductionStage.READY: "finished",
    ProductionStage.DELIVERED: "delivered",
}
