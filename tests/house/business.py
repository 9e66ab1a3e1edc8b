"""What somebody has had quoted and built: every row that an order can leave behind."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.building import saving
from portal.building.configuring import configured
from portal.building.models import ModelVersion
from portal.database import atomic, session
from portal.orders.models import ProductionStage
from portal.orders.production_models import (
    Cancellation,
    DateMove,
    Delay,
    DelayState,
    OrderPart,
    OrderWait,
    Parcel,
    Reason,
)
from portal.production.models import FloorImport
from portal.quotes.figures import figures
from portal.quotes.models import OrderedBuild, Payment, Quote, QuoteState
from tests import make

WHOLE = [("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0")]


@atomic()
def of(owner: User, version: ModelVersion, *, agent: User) -> None:
    """Plain rows, as the verbs would have left them: nobody is told of anything."""
    build = saving.save(version, configured(version, WHOLE), name="Mine", by=owner)
    today = clock.now().date()
    order = make.order(of=owner, product="City bike")
    of_it = {"order_id": order.id}
    columns = figures(version, build.picks, 1).columns()
    quote = _add(
        Quote(
            customer_id=owner.customer_id, build_id=build.id, product="City bike",
            words="By May, for my sister.", asked_by_id=owner.id, once=f"quote of {owner.email}",
            state=QuoteState.ISSUED, issued_by_id=agent.id, issued_by=agent.name,
            issued_at=clock.now(), valid_until=clock.now() + make.DAY, note="With pleasure.",
            discount_reason="Loyal", answer_name=owner.name, answer_text="I accept it.",
            answered_by_id=owner.id, **columns,
        )
    )  # fmt: skip
    _add(Quote(customer_id=owner.customer_id, product="City bike", asked_by_id=owner.id, **columns))
    _add(
        OrderedBuild(
            n=1, quote_id=quote.id, version_sha256=version.sha256, made_by_id=owner.id,
            made_by=owner.name, once=f"order of {owner.email}", once_said="it×1", **of_it,
            **columns,
        )
    )  # fmt: skip
    _add(
        Payment(
            way="invoice", what="order", reference=f"F-{order.id}", amount_minor=1, currency="EUR",
            due_on=today, owner_id=agent.id, **of_it,
        )
    )  # fmt: skip
    _add(
        FloorImport(
            sha256=f"file number {owner.id}", source="order,stage", rows=1, by_id=agent.id,
            lines={"wrong": [[2, order.number, "There is no such order"]]},
        )
    )  # fmt: skip
    _add(OrderPart(part="primed", done_on=today, **of_it))
    _add(OrderWait(stage=order.stage, reason=Reason.PARTS, words="The fork is late.", **of_it))
    _add(
        DateMove(
            stage=ProductionStage.READY, from_on=today, to_on=today, reason=Reason.PARTS,
            words="The fork is late.", moved_by_id=agent.id, moved_by=agent.name, **of_it,
        )
    )  # fmt: skip
    for state, ended_at in ((DelayState.AGREED, clock.now()), (DelayState.ASKED, None)):
        _add(
            Delay(
                from_on=today, to_on=today + timedelta(days=9), reason=Reason.PARTS, state=state,
                words="The fork is late.", answer_by=today + timedelta(days=7),
                ended_at=ended_at, answered_by=owner.name, answered_by_id=owner.id, **of_it,
            )
        )  # fmt: skip
    on = "https://post.example.com/NL123456"
    _add(Parcel(carrier="Postbode", code="NL123456", url=on, sent_on=today, **of_it))
    _add(
        Cancellation(
            fee_minor=0, currency="EUR", words="We move.", by_staff=False,
            cancelled_by_id=owner.id, **of_it,
        )
    )  # fmt: skip


def _add(row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
