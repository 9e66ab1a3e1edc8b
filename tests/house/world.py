"""A small company with something of everything, and the addresses under which it can be found."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from werkzeug.routing import Rule

from portal import clock
from portal.access import Role
from portal.accounts.models import (
    AddressChange,
    Invitation,
    OneUseLink,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SignIn,
    User,
)
from portal.articles.models import Article
from portal.building import drafts, publishing, saving
from portal.building.configuring import configured
from portal.building.models import Build, ProductModel
from portal.calls.models import Call, Direction
from portal.consent.models import ConsentEvent
from portal.customers.models import ContactPoint, Customer, Phone, address_key
from portal.database import Model, atomic, session
from portal.deadlines.values import Promise
from portal.departments.models import Department
from portal.followups import starting as playbooks
from portal.followups.enrolled_models import Enrolment, FollowUpAnswer, FollowUpMail, TriggerEvent
from portal.followups.models import Playbook
from portal.history.recording import record
from portal.home import starting
from portal.learning.models import Proposal
from portal.manifest import domains
from portal.messages.models import InboundMail, Message, MessageEvent, new_token
from portal.orders.models import Order
from portal.orders.use_models import FirstUse
from portal.outcomes.models import CustomerList, ListEnrolling, ListMember
from portal.owed.models import OwedCheckIn
from portal.partners.models import Job, JobFile, JobWord
from portal.privacy.models import DataCopy
from portal.production.models import FloorImport
from portal.promises.models import (
    BusinessCalendar,
    HandPromise,
    Holiday,
    PressingRule,
    PromisePolicy,
    Side,
)
from portal.quotes.models import Quote
from portal.relationship import publishing as levels_publishing
from portal.relationship import starting as levels
from portal.relationship.models import ProductLevel, RelationshipPolicy
from portal.routing.models import RuleBook
from portal.satisfaction.models import Answer, Question
from portal.sharing.models import SharedLink
from portal.tickets.composing_models import HeldAnswer, HeldFile, Macro
from portal.tickets.events import TicketRaised
from portal.tickets.issue_models import IssueTicket, KnownIssue
from portal.tickets.models import Attachment, Draft, Reply, Ticket, TicketState
from portal.tickets.time_models import Checklist, Follower, TicketTask
from portal.tickets.view_models import Act, SavedView
from tests import make
from tests.building import models as builds
from tests.house import business

NOBODYS_ID = 2_000_000_000
NOBODYS_TOKEN = "0123456789abcdef0123456789abcdef"
KINDS: dict[str, type[Any]] = {
    "file_id": Attachment,
    "reply_id": Reply,
    "user_id": User,
    "sign_in_id": SignIn,
    "passkey_id": Passkey,
    "contact_point_id": ContactPoint,
    "invitation_id": Invitation,
    "message_id": Message,
    "inbound_id": InboundMail,
    "receipt_id": ConsentEvent,
    "act_id": Act,
    "checklist_id": Checklist,
    "task_id": TicketTask,
    "call_id": Call,
    "view_id": SavedView,
    "list_id": CustomerList,
    "held_id": HeldAnswer,
    "macro_id": Macro,
    "policy_id": PromisePolicy,
    "calendar_id": BusinessCalendar,
    "holiday_id": Holiday,
    "promise_id": HandPromise,
    "rule_id": PressingRule,
    "department_id": Department,
    "job_file_id": JobFile,
}
"""Arguments that are the id of a row."""


@dataclass(frozen=True)
class World:
    """The people, by the name or role under which they walk about; the visitor is None."""

    people: dict[str, User | None]

    def things(self, kind: type[Model]) -> list[Any]:
        (key,) = kind.__table__.primary_key.columns
        return list(session.scalars(sa.select(kind).order_by(key)))


@atomic()
def build() -> World:
    """Ana, Ben, and Maria of an organisation each have something of everything."""
    northwind = make.customer("Northwind", organisation=True)
    maria = make.user("Maria Lindqvist", of=northwind, email="maria@northwind.example.com")
    olaf = make.user("Olaf Berg", of=northwind, email="olaf@northwind.example.com", sees="own")
    ana, ben = make.user("Ana Ruiz"), make.user("Ben Okafor")
    staff = {role.value: make.staff(role.value.title(), role) for role in Role}
    _add(KnownIssue(title="Batch 7 squeals", opened_by_id=staff["agent"].id))
    make.department("Workshop", staff["agent"])
    painter = make.department("Painter", partner="paint@supplier.example.com")
    _add(
        RuleBook(
            version=1, by_id=staff["lead"].id, what="the first rule was written",
            rules={"rules": [{"key": 1, "priority": "high", "words": ["fire"]}], "next_key": 2},
        )
    )  # fmt: skip
    starter = playbooks.starter("check-in")
    assert starter is not None
    marketer = staff["marketer"]
    playbooks.take_over(starter, owner=marketer, care_of=staff["agent"], by=marketer)
    levels_publishing.publish(levels.document(), seen=0, reason="To begin with", by=staff["lead"])
    bike = builds.published()
    mona = staff["modeller"]
    draft = drafts.begin(bike.model, by=mona)
    publishing.change_draft(draft, f"{bike.source}# Ours.\n", edits=draft.edits, by=mona)
    for owner in (ana, maria, ben):
        saving.save(bike, configured(bike, [("frame", "steel")]), by=owner)
        business.of(owner, bike, agent=staff["agent"])
        _everything_of(owner, agent=staff["agent"])
        _asked_of_a_partner(owner, painter, agent=staff["agent"])
    _with_authenticator(staff["lead"])
    make.article(by=staff["lead"])
    make.article("not-yet-out", by=staff["lead"], published=False)
    _colleague_invited(by=maria)
    _staff_invited(by=staff["admin"])
    _add(Checklist(name="Recall", lines="Ask\nOrder pads"))
    _add(Act(actor_id=staff["agent"].id, what="2 concerns set to high"))
    _add(SavedView(owner_id=staff["agent"].id, name="Hot", filters="priority=high"))
    _a_list(ana, by=marketer)
    _add(Macro(name="Ask for a photo", body="Send a photo, ((customer.first_name))."))
    _promises(ana, agent=staff["agent"])
    people = {"visitor": None, "ana": ana, "ben": ben, "maria": maria, "olaf": olaf, **staff}
    return World(people)


def _a_list(member: User, *, by: User) -> None:
    """Somebody keeps Ana from a number, and puts her into a playbook."""
    playbook = session.scalars(sa.select(Playbook).order_by(Playbook.id)).first()
    kept = _add(CustomerList(name="Call them", source="Everybody", made_by_id=by.id, size=1))
    _add(ListMember(list_id=kept.id, customer_id=member.customer_id))
    _add(ListEnrolling(list_id=kept.id, playbook_id=playbook.id, by_id=by.id))


def _promises(owner: User, *, agent: User) -> None:
    hours = {"0": ["09:00-17:00"]}
    calendar = _add(BusinessCalendar(name="Desk", time_zone="Europe/Berlin", week=hours))
    _add(Holiday(calendar_id=calendar.id, day=clock.now().date(), name="Fair"))
    _add(PromisePolicy(name="Repairs", kind="broken", first_minutes=60, calendar_id=calendar.id))
    _add(PressingRule(promise=Promise.FIRST_ANSWER, side=Side.AFTER, minutes=30))
    _add(
        HandPromise(
            customer_id=owner.customer_id, what="I call you", by_when=clock.now(),
            owner_id=agent.id, made_by_id=agent.id,
        )
    )  # fmt: skip


def addresses(rule: Rule, world: World) -> list[str]:
    """The rule's addresses for all that the people have, where its arguments name it."""
    return [_address(rule, values) for values in _arguments(rule, world)]


def with_the_number_of(ticket: Ticket, rule: Rule, world: World) -> list[str]:
    """Addresses that name somebody's own ticket, and in it the files and words of other tickets."""
    if "number" not in rule.arguments or not rule.arguments & {"file_id", "reply_id"}:
        return []
    return [
        _address(rule, values | {"number": ticket.number})
        for values in _arguments(rule, world)
        if values["number"] != ticket.number
    ]


def nobodys(rule: Rule) -> str:
    """The same rule with arguments that name nothing."""
    return _address(rule, dict.fromkeys(rule.arguments, NOBODYS_ID))


def owner_of(word: str, value: Any, rule: Rule) -> int | None:
    """The customer whose thing this argument names; None for the company's own."""
    if word in (
        "slug",
        "code",
        "language",
        "segment",
        "name",
        "field",
        "group",
        "option",
        "rule",
        "term",
        "edit",
        "which",
        "act_id",
        "view_id",
        "macro_id",
        "checklist_id",
        "department_id",
        "policy_id",
        "calendar_id",
        "holiday_id",
        "rule_id",
        "rule_key",
        "import_id",
        "version",
        "playbook",
        "step",
        "code",
        "n",
        "key",
    ):
        return None
    if word == "number":
        kind = _numbered(rule)
        if kind is KnownIssue:
            return None
        row_id = kind.id_of(value)
        return row_id if kind is Customer else session.get_one(kind, row_id).customer_id
    thing = session.get_one(KINDS[word], value)
    if isinstance(thing, Attachment):
        return thing.reply.customer_id
    if isinstance(thing, JobFile):
        return thing.job.customer_id
    return thing.user.customer_id if isinstance(thing, SignIn | Passkey) else thing.customer_id


def _arguments(rule: Rule, world: World) -> list[dict[str, Any]]:
    """All that the rule's arguments can be, together. A new one is taught here."""
    words = rule.arguments
    if rule.endpoint == "assets":
        return [{"name": "css/app.css"}]
    if rule.endpoint == "home.tile":
        return [{"name": tile.name} for domain in domains() for tile in domain.home_tiles]
    if "file_id" in words:
        files = world.things(Attachment)
        every = [
            (file.reply.ticket, {"file_id": file.id, "name": file.name, "token": NOBODYS_TOKEN})
            for file in files
        ]
    elif "held_id" in words:
        every = [(held.ticket, {"held_id": held.id}) for held in world.things(HeldAnswer)]
    elif "reply_id" in words:
        every = [(reply.ticket, {"reply_id": reply.id}) for reply in world.things(Reply)]
    elif "job_file_id" in words:
        every = [(file.job, {"job_file_id": file.id}) for file in world.things(JobFile)]
    elif "import_id" in words:
        every = [(None, {"import_id": taken.id}) for taken in world.things(FloorImport)]
    elif "rule_key" in words:
        every = [(None, {"rule_key": 1})]
    elif "version" in words:
        every = [(None, {"version": book.version}) for book in world.things(RuleBook)]
    elif words == {"n"}:
        every = [(None, {"n": policy.n}) for policy in world.things(RelationshipPolicy)]
    elif words == {"key"}:
        every = [(None, {"key": "others"})]
    elif "task_id" in words:
        every = [(task.ticket, {"task_id": task.id}) for task in world.things(TicketTask)]
    elif "field" in words:
        numbered = world.things(Ticket) if "number" in words else [None]
        every = [(thing, {"field": "department"}) for thing in numbered]
    elif "number" in words:
        every = [(thing, {}) for thing in world.things(_numbered(rule))]
    elif ids := [word for word in words if word in KINDS]:
        every = [(None, {ids[0]: thing.id}) for thing in world.things(KINDS[ids[0]])]
    elif "playbook" in words:
        found = {"step": 1, "language": "en"}
        every = [(None, {"playbook": each.key, **found}) for each in world.things(Playbook)]
    elif words == {"token", "code"}:
        every = [(None, {"token": NOBODYS_TOKEN, "code": "good"})]
    elif "code" in words:
        every = [(None, {"code": build.code}) for build in world.things(Build)]
    elif "desk/models/" in rule.rule:
        parts = {
            "group": "frame",
            "option": "steel",
            "rule": "bare-titanium",
            "edit": 1,
            "which": "draft",
        }
        every = [
            (None, {"slug": model.slug, "term": "bundle", **parts})
            for model in world.things(ProductModel)
        ]
    elif rule.endpoint.startswith("building."):
        every = [(None, {"slug": model.slug}) for model in world.things(ProductModel)]
    elif "slug" in words:
        slugs = [article.slug for article in world.things(Article)]
        every = [(None, {"slug": slug, "language": "en"}) for slug in slugs]
    elif "segment" in words:
        every = [(None, {"segment": segment.name}) for segment in starting.segments()]
    elif words == {"name"}:
        every = [(None, {"name": name}) for name in starting.offered()]
    elif "place" in words:
        every = [
            (None, {"place": place}) for place in sorted({d.place for d in world.things(Draft)})
        ]
    else:
        every = [(None, {"token": NOBODYS_TOKEN})]
    found = [others | ({"number": thing.number} if thing else {}) for thing, others in every]
    known = found[0].keys() if found else ()
    assert words <= set(known), f"teach tests/house/world.py the arguments of {rule.rule}"
    return [{word: values[word] for word in words} for values in found]


def _address(rule: Rule, values: dict[str, Any]) -> str:
    return rule.map.bind("portal.example.com").build(rule.endpoint, values)


def _numbered(rule: Rule) -> Any:
    """Which kind of thing has its number in this rule."""
    if "customers/" in rule.rule:
        return Customer
    if "owed/" in rule.rule:
        return OwedCheckIn
    if "orders/" in rule.rule:
        return Order
    if "quotes/" in rule.rule:
        return Quote
    if "known-issues/" in rule.rule:
        return KnownIssue
    if "jobs/" in rule.rule:
        return Job
    return Order if "production/" in rule.rule else Ticket


def _everything_of(owner: User, *, agent: User) -> None:
    order = make.order(of=owner)
    ticket = make.ticket(by=owner, order=order, answered_by=agent, noted_by=agent, assignee=agent)
    for reply in list(ticket.replies)[1:]:
        make.attachment(reply, name=f"file of {reply.visibility.value}.png")
    of_it = {"customer_id": owner.customer_id, "ticket_id": ticket.id}
    _add(TicketTask(text="Ask for a photo", assignee_id=agent.id, **of_it))
    _add(Follower(user_id=agent.id, **of_it))
    _add(
        Proposal(
            ticket_id=ticket.id, field="department", value="1", likelihood=0.8, abstains=False,
            because={"words": [f"word of {owner.name}"]}, model_version="words",
        )
    )  # fmt: skip
    _add(IssueTicket(issue_id=1, **of_it))
    _came_by_mail(make.reply(ticket, by=owner, body="By mail."))
    stranger = make.reply(ticket, by=owner, body="Let me in.")
    _set(stranger, is_unverified=True, author_id=None, author_name="Stranger")
    solved = make.ticket(by=owner, subject="Solved", answered_by=agent, state=TicketState.SOLVED)
    _asked_how_it_was(solved, by=owner, agent=agent)
    _rang(ticket, by=owner, agent=agent)
    make.ticket(by=owner, subject="Not confirmed", confirmed=False)
    raised = TicketRaised(number=ticket.number, what="broken", subject="Brake", origin="web")
    record(raised, customer=owner.customer, by=owner)
    held = _add(
        HeldAnswer(
            customer_id=ticket.customer_id, ticket_id=ticket.id, author_id=agent.id,
            contact_point_id=ticket.contact_point_id, body="Not sent to them yet.",
            then=TicketState.WAITING, seen_id=0, due_at=clock.now() + make.DAY,
        )
    )  # fmt: skip
    _add(
        HeldFile(held_id=held.id, sha256="0" * 64, size=4, name="plan.png", media_type="image/png")
    )
    make.consent(owner)
    sent = make.message(to=owner, about=ticket)
    _followed_up(owner, order, ticket)
    now = clock.now()
    _add(
        DataCopy(
            user_id=owner.id, state="ready", asked_at=now - make.DAY, ready_at=now - make.DAY,
            expires_at=now + make.DAY, sha256=current_app.extensions["portal_files"].add(b"copy"),
        )
    )  # fmt: skip
    _add(
        SharedLink(
            customer_id=owner.customer_id, token_sha256=f"link of {owner.email}",
            about=ticket.about, with_files=True, made_by_id=owner.id,
            expires_at=now + make.HOUR,
        )
    )  # fmt: skip
    _add(MessageEvent(message_id=sent.id, kind="queued", particulars={"why": "made"}))
    _add(Draft(user_id=owner.id, place=f"reply:{ticket.id}", fields={"body": "Not sent yet."}))
    _add(Draft(user_id=owner.id, place="concern", fields={"body": "Not sent yet either."}))
    _add(
        OneUseLink(
            purpose="sign_in", token_sha256=f"sha of {owner.email}", address=owner.email,
            address_key=owner.email_key, user_id=owner.id, expires_at=now + make.HOUR,
        )
    )  # fmt: skip
    _add(
        AddressChange(
            user_id=owner.id, becomes_main=False, address=f"new.{owner.email}",
            address_key=f"new.{owner.email_key}", main_address=owner.email,
            expires_at=now + make.HOUR, address_sha256=f"address of {owner.email}",
        )
    )  # fmt: skip
    _add(PasskeyChallenge(
        browser_sha256=f"browser of {owner.email}", challenge="c", user_id=owner.id,
        expires_at=now + make.HOUR,
    ))  # fmt: skip
    _add(
        Passkey(
            user_id=owner.id, user_handle=f"handle of {owner.email}",
            credential_id="Y3JlZGVudGlhbA",
            credential_sha256=f"passkey of {owner.email}", public_key="k", sign_count=0,
            name="My phone",
        )
    )  # fmt: skip
    _add(
        SignIn(
            token_sha256=f"sign-in of {owner.email}", user_id=owner.id,
            expires_at=now + make.HOUR, browser="Firefox",
        )
    )  # fmt: skip


def _asked_of_a_partner(owner: User, painter: Department, *, agent: User) -> None:
    ticket = session.scalars(
        sa.select(Ticket).where(Ticket.customer_id == owner.customer_id).limit(1)
    ).one()
    job = _add(
        Job(
            customer_id=ticket.customer_id, ticket_id=ticket.id, department_id=painter.id,
            by_id=agent.id, subject="Scratch", facts={"facts": [["Product", "City 8"]]},
            token_sha256=f"job for {owner.email}", due_at=clock.now() + make.DAY,
            expires_at=clock.now() + make.DAY,
        )
    )  # fmt: skip
    _add(
        JobWord(
            job_id=job.id, voice="desk", author_id=agent.id, author_name="Agent", body="Can you?"
        )
    )
    _add(JobWord(job_id=job.id, voice="customer", author_name="", body=f"I am {owner.name}."))
    kept = current_app.extensions["portal_files"].add(b"a picture")
    _add(JobFile(job_id=job.id, sha256=kept, size=9, name="file-1.png", media_type="image/png"))


def _asked_how_it_was(ticket: Ticket, *, by: User, agent: User) -> None:
    now = clock.now()
    question = _add(
        Question(
            customer_id=ticket.customer_id, ticket_id=ticket.id, agent_id=agent.id, ask_at=now,
            asked_at=now, answered_at=now, score=2, token_sha256=f"question to {by.email}",
            address_key=by.email_key,
        )
    )  # fmt: skip
    _add(Answer(question_id=question.id, number=1, score=2, comment="Too slow.", by_id=by.id))


def _rang(ticket: Ticket, *, by: User, agent: User) -> None:
    number = f"+316123456{by.id:02}"
    _add(
        Phone(
            customer_id=by.customer_id, name=by.name, number=number, digits=number, tail=number[-7:]
        )
    )
    _add(
        Call(
            customer_id=by.customer_id, ticket_id=ticket.id, by_id=agent.id,
            direction=Direction.IN, spoke_with=by.name, number=number, said="In a hurry.",
        )
    )  # fmt: skip


def _followed_up(owner: User, order: Order, ticket: Ticket) -> None:
    """A check-in about their order that they answered."""
    playbook = session.scalars(sa.select(Playbook)).one()
    happened = _add(
        TriggerEvent(
            kind="delivered", source="order", source_id=str(order.id),
            customer_id=owner.customer_id, order_id=order.id, at=clock.now(),
        )
    )  # fmt: skip
    enrolment = _add(
        Enrolment(
            playbook_id=playbook.id, version_id=playbook.versions[0].id,
            customer_id=owner.customer_id, trigger_event_id=happened.id, arm="treat", arm_u=0.5,
        )
    )  # fmt: skip
    asked = make.message(to=owner, consent_purpose="check_ins", token=new_token())
    mail = _add(
        FollowUpMail(
            enrolment_id=enrolment.id, playbook_id=playbook.id, customer_id=owner.customer_id,
            step=1, message_id=asked.id, due_at=clock.now(), expires_at=clock.now() + make.DAY,
            zone="Europe/Amsterdam", gates={"results": []},
        )
    )  # fmt: skip
    _add(
        FollowUpAnswer(
            mail_id=mail.id, customer_id=owner.customer_id, code="wrong", via="link",
            words="It squeaks.", ticket_id=ticket.id,
        )
    )  # fmt: skip
    _add(
        OwedCheckIn(
            customer_id=owner.customer_id, order_id=order.id, nth=1, name="How it does",
            line="others", level="accountable", why="the default of Everything else", policy_n=1,
            delivered_on=clock.now().date(), due_on=clock.now().date(), due_at=clock.now(),
            mail_id=mail.id, said="It squeaks, they said.",
        )
    )  # fmt: skip
    _add(
        ProductLevel(
            customer_id=owner.customer_id, product="City 8", level="proactive", reason="Asked",
            by_id=playbook.owner_id,
        )
    )  # fmt: skip
    _add(FirstUse(order_id=order.id, used_on=clock.now().date(), via="portal"))


def _came_by_mail(reply: Reply) -> None:
    raw = make.eml(sender=reply.author.email, to="help@in.portal.example.com")
    kept = _add(
        InboundMail(
            sha256=current_app.extensions["portal_files"].add(raw), size=len(raw),
            envelope_to="help@in.portal.example.com",
            from_address=reply.author.email, from_name=reply.author.name, subject="Re: brake",
            message_id_header=f"<{reply.id}@mail.example.com>", state="routed",
            outcome="reply", reference=reply.ticket.number,
        )
    )  # fmt: skip
    _set(reply, inbound_mail_id=kept.id)


def _with_authenticator(user: User) -> None:
    _set(user, totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", totp_since=clock.now())
    _add(RecoveryCode(user_id=user.id, code_sha256="00" * 32))


def _colleague_invited(*, by: User) -> None:
    _invited("pia@northwind.example.com", by, customer_id=by.customer_id)


def _staff_invited(*, by: User) -> None:
    _invited("new@marlow.example.com", by, role=Role.AGENT)


def _invited(address: str, by: User, **columns: Any) -> None:
    _add(
        Invitation(
            name="Somebody new", address=address, address_key=address_key(address),
            invited_by_id=by.id, expires_at=clock.now() + make.HOUR, **columns,
        )
    )  # fmt: skip


@atomic()
def _add(row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


@atomic()
def _set(row: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
