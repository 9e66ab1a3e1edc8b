"""Delivery: the boxes an order leaves in, and where their carrier says how far they are."""

from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select

from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders import mails, news
from portal.orders.models import Order
from portal.orders.production_events import ParcelSent
from portal.orders.production_models import Parcel
from portal.orders.readers import tell_all
from portal.orders.standing import must_be_going_on

MOST_PARCELS = 20


class TooManyParcels(Exception):
    """An order leaves in so many boxes at most."""


class NoCarrierLink(ValueError):
    """Not an https address of somebody's server."""


@atomic()
def send(
    order: Order, *, carrier: str, code: str, url: str = "", on: date, by: Actor | None
) -> Parcel:
    """A box is with its carrier. The same code said again is the same box."""
    lock(order)
    known = next((each for each in parcels_of(order) if _is(each, carrier, code)), None)
    if known:
        return known
    must_be_going_on(order)
    if len(parcels_of(order)) >= MOST_PARCELS:
        raise TooManyParcels(order.number)
    if url and not is_carrier_link(url):
        raise NoCarrierLink(url)
    parcel = Parcel(order_id=order.id, carrier=carrier, code=code, url=url, sent_on=on)
    session.add(parcel)
    session.flush()
    event = ParcelSent(order_id=order.id, number=order.number, carrier=carrier)
    record(event, customer=order.customer, by=by)
    told = news.sent(order, parcel)
    tell_all(order, told, lambda user: mails.sent(order, parcel, user))
    return parcel


def parcels_of(order: Order) -> list[Parcel]:
    found = select(Parcel).where(Parcel.order_id == order.id).order_by(Parcel.id)
    return list(session.scalars(found))


def is_carrier_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = not parts.username and port in (None, 443) and url.isprintable() and " " not in url
    return parts.scheme == "https" and "." in (parts.hostname or "") and is_plain


def _is(parcel: Parcel, carrier: str, code: str) -> bool:
    return (parcel.carrier, parcel.code) == (carrier, code)
