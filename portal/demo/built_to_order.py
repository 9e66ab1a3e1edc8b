"""Quotes in every state, orders with real builds, and what production did to some orders."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import User
from portal.building import queries, saving
from portal.building.compiling import ready
from portal.building.configuring import of_choices
from portal.building.models import Build
from portal.configurator import completing
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.orders import cancelling, delivering, production, rescheduling, waiting
from portal.orders.models import Order, ProductionStage
from portal.orders.production_models import Reason
from portal.orders.standing import NoLongerBuilt
from portal.quotes import answering, asking, changing, issuing, ordering, paying
from portal.quotes.figures import standing
from portal.quotes.models import Quote
from portal.quotes.routes import words_of

LONG, RECUMBENT = {"frame": "titanium", "colour": "petrol"}, {"shape": "step-through"}


def steps(cast: Cast, now: datetime) -> Iterator[Step]:
    """Each thing so many days ago."""
    for days, act in _happenings(cast):
        yield Step(now - timedelta(days=days), act)


def _happenings(cast: Cast) -> Iterator[tuple[float, Callable[[], object]]]:
    story = _Story(cast)
    yield from _quotes(story)
    yield from _orders(story)
    yield from _production(story)


def _quotes(story: "_Story") -> Iterator[tuple[float, Callable[[], object]]]:
    maya, oskar, priya = "maya.okafor", "oskar.brandt", "priya.raman"
    yield 40, lambda: story.ask("first", maya, {"drive": "chain", "gears": "chain-11"})
    yield 39, lambda: story.issue("first", days=14)
    yield 6, lambda: story.ask("open", maya, LONG, "For a year on the road. I need it by May.")
    yield 4.8, lambda: story.issue(
        "open", days=21, discount=12_000, reason="You had one from us before",
        note="Titanium keeps for life. We hold the price for three weeks.",
    )  # fmt: skip
    yield 21, lambda: story.ask("no", oskar, {"colour": "brick"})
    yield 20, lambda: story.issue("no", days=30)
    yield 17, lambda: story.decline("no", "A friend sells me his old one. Next time.")
    yield 12, lambda: story.ask("yes", priya, {"lights": "dynamo"}, "Two of us ride it.")
    yield 11, lambda: story.issue("yes", days=14, note="The dynamo also charges your phone.")
    yield 9, lambda: story.accept("yes", "Priya Raman")
    yield 1.2, lambda: story.ask("new", "katrine.holm", RECUMBENT, "Is the low frame as stiff?")
    yield 0.3, lambda: story.ask("desk", "maria@northwind.example.com", {}, "For our campus.", 12)


def _orders(story: "_Story") -> Iterator[tuple[float, Callable[[], object]]]:
    yield 19, lambda: story.order("anna.lindqvist", {"colour": "moss"})
    yield 12, lambda: story.reach("anna.lindqvist", ProductionStage.FRAME)
    yield 8, lambda: story.change("anna.lindqvist", {"colour": ["petrol"]})
    yield 14, lambda: story.pay("anna.lindqvist")
    yield 10, lambda: story.order("giulia.ferraro", {"gears": "hub-14", "shifter": "twist"})
    yield 3, lambda: story.order("ewa.nowak", RECUMBENT)


def _production(story: "_Story") -> Iterator[tuple[float, Callable[[], object]]]:
    yield 1, lambda: story.wait("samir.haddad", Reason.PARTS, "The motor left Osaka on Monday.")
    yield (
        2,
        lambda: story.delay(
            "lucie.moreau", 9, Reason.QUALITY, "The sage had a run in it. We paint it once more."
        ),
    )
    yield 2.5, lambda: story.part("maya.okafor", "primed")
    yield 1.5, lambda: story.part("maya.okafor", "coloured")
    yield 4, lambda: story.cancel("xiaowen.li", "We move abroad.")
    yield 1, lambda: story.send("oskar.brandt")


class _Story:
    """What was asked for and ordered so far."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.quotes: dict[str, Quote] = {}
        self.orders: dict[str, Order] = {}

    def ask(
        self, name: str, who: str, instead: dict[str, str], words: str = "", quantity: int = 1
    ) -> None:
        user = self._user(who)
        build = self._build(user, instead)
        self.quotes[name] = asking.ask(build, quantity=quantity, words=words, by=user)

    def issue(
        self, name: str, *, days: int, discount: int = 0, reason: str = "", note: str = ""
    ) -> None:
        issuing.issue(
            self.quotes[name], valid_days=days, discount_minor=discount, discount_reason=reason,
            note=note, by=self.cast.staff["ines"],
        )  # fmt: skip

    def accept(self, name: str, signed: str) -> None:
        quote = self.quotes[name]
        answering.accept(quote, name=signed, text=words_of(quote), by=self._asker(quote))

    def decline(self, name: str, reason: str) -> None:
        quote = self.quotes[name]
        answering.decline(quote, reason=reason, by=self._asker(quote))

    def order(self, who: str, instead: dict[str, str]) -> None:
        user = self._user(who)
        build = self._build(user, instead)
        found = standing(build).figures
        assert found is not None
        self.orders[who] = ordering.order_now(
            build, quantity=1, seen=found.mark, once=f"demo:{who}", by=user
        )

    def pay(self, who: str) -> None:
        order = self.orders[who]
        paying.receive(order, paying.payments_of(order)[0].reference, by=self.cast.staff["tom"])

    def reach(self, who: str, stage: ProductionStage) -> None:
        order = self.orders[who]
        production.reach(order, stage, on=clock.now().date(), by=self.cast.staff["tom"])

    def change(self, who: str, wanted: dict[str, list[str]]) -> None:
        order = self.orders[who]
        seen = changing.propose(order, wanted).mark
        changing.change(order, wanted, seen=seen, by=self._user(who))

    def wait(self, who: str, reason: Reason, words: str) -> None:
        order = self._placed(who)
        expected = clock.now().date() + timedelta(days=9)
        waiting.wait(
            order, reason=reason, words=words, expected_on=expected, by=self.cast.staff["tom"]
        )

    def delay(self, who: str, days: int, reason: Reason, words: str) -> None:
        order = self._placed(who)
        to = order.promised_on + timedelta(days=days)
        rescheduling.move(
            order, ProductionStage.READY, to=to, reason=reason, words=words,
            by=self.cast.staff["tom"],
        )  # fmt: skip

    def part(self, who: str, part: str) -> None:
        """Where its stage has come; on another day of the week it may not have."""
        try:
            order = self._placed(who)
            production.finish_part(order, part, on=clock.now().date(), by=self.cast.staff["tom"])
        except production.NoSuchPart:
            return

    def cancel(self, who: str, words: str) -> None:
        cancelling.cancel(self._placed(who), words=words, by=self._user(who))

    def send(self, who: str) -> None:
        order = self._placed(who)
        try:
            delivering.send(
                order, carrier="Postbode", code="3SMARL0048213",
                url="https://post.example.com/3SMARL0048213", on=clock.now().date(),
                by=self.cast.staff["tom"],
            )  # fmt: skip
        except NoLongerBuilt:
            return

    def _placed(self, who: str) -> Order:
        """Their latest order that is not over."""
        orders = self.cast.orders[_address(who)]
        return next((each for each in reversed(orders) if each.is_being_built), orders[-1])

    def _user(self, who: str) -> User:
        return self.cast.users[_address(who)]

    def _asker(self, quote: Quote) -> User:
        return session.get_one(User, quote.asked_by_id)

    def _build(self, user: User, instead: dict[str, str]) -> Build:
        """Our proposal with these options instead, and whatever has to change for them."""
        version = session.scalars(queries.offered_as("tourer")).one()
        its = ready(version)
        wanted = its.compiled.choices(instead.items())
        kept = [pick for pick in its.model.recommended if pick.group not in instead]
        whole = completing.nearest(its.compiled, kept, wanted)
        return saving.save(version, of_choices(its, whole.picks), by=user)


def _address(who: str) -> str:
    return who if "@" in who else f"{who}@example.com"
