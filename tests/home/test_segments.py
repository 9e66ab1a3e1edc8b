import pytest

from portal.home import starting
from portal.orders.models import ProductionStage
from tests import make


@pytest.mark.parametrize(
    ("stages", "segment"),
    [
        ([], "new"),
        ([ProductionStage.PAINT], "waiting"),
        ([ProductionStage.DELIVERED], "owners"),
        ([ProductionStage.DELIVERED, ProductionStage.FRAME], "waiting"),
    ],
)
def test_a_customer_is_in_the_segment_of_what_they_ordered(ana, stages, segment):
    for stage in stages:
        make.order(of=ana, stage=stage)

    assert starting.segment_of(ana).name == segment


def test_bens_orders_do_not_count_for_ana(ana, ben):
    make.order(of=ben)

    assert starting.segment_of(ana).name == "new"
