from portal.database import session
from portal.orders.models import Order, ProductionStage
from portal.quotes.figures import standing
from portal.quotes.ordering import order_now
from tests import make
from tests.quotes.offers import build


def test_every_order_can_be_computed_again(live, ana):
    its = build(ana)
    order_now(its, quantity=1, seen=standing(its).figures.mark, once="one", by=ana)

    done = live.command("orders", "replay")

    assert (done.returncode, done.stdout) == (0, b"1 computed again, 0 differences\n")


def test_the_shop_floor_sends_what_it_did(live, ana, tmp_path):
    order = make.order(of=ana)
    file = tmp_path / "floor.csv"
    file.write_text(f"order,stage\n{order.number},ready\n")

    tried = live.command("orders", "import", str(file), "--trial")
    assert tried.stdout.decode() == f"2\t{order.number}\treaches ready\n"
    assert live.command("orders", "import", str(file)).returncode == 0

    session.commit()
    session.expire_all()
    assert session.get_one(Order, order.id).stage is ProductionStage.READY


def test_a_wrong_row_takes_nothing_over(live, tmp_path):
    file = tmp_path / "floor.csv"
    file.write_text("order,stage\nM-1,ready\n")

    done = live.command("orders", "import", str(file))

    assert done.returncode == 1
    assert b"There is no such order" in done.stdout
    file.write_bytes(b"\x00\x01")
    assert live.command("orders", "import", str(file)).returncode == 2
