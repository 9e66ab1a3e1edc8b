"""No domain forgets a person: whatever can name or describe one is declared, and erased."""

from dataclasses import fields
from typing import get_type_hints

import pytest
import sqlalchemy as sa

from portal.database import Document, Model, Words
from portal.history.events import KINDS
from portal.manifest import domains
from portal.personal import STAYS, PersonalTable
from portal.privacy.subjects import tables

PEOPLE = {"users.id", "customers.id", "contact_points.id", "contact_points.customer_id"}
NOT_PERSONAL = {
    "act_steps.after": "codes: state, priority, moments and tags",
    "act_steps.before": "codes: state, priority, moments and tags",
    "acts.actor_id": "staff, who do it for the company",
    "acts.what": "ours: what was done at the desk, without a name of a customer",
    "articles.slug": "ours: the address of an article",
    "article_versions.author_id": "staff, who write for the company",
    "article_versions.body": "ours: what an article says",
    "article_versions.html": "ours: what an article says",
    "article_versions.language": "a code",
    "article_versions.published_by_id": "staff, who publish for the company",
    "article_versions.summary": "ours: what an article says",
    "article_versions.title": "ours: what an article says",
    "department_changes.by_id": "staff, who lead the desk",
    "department_changes.what": "ours: what was changed about a department",
    "department_members.user_id": "staff, who work for the company",
    "departments.address": "a company's: where a supplier is written to",
    "departments.name": "ours: what a department is called",
    "departments.name_key": "ours: what a department is called",
    "departments.purpose": "ours: what a department is for",
    "rule_books.by_id": "staff, who lead the desk",
    "rule_books.rules": "ours: how new concerns are sorted",
    "rule_books.what": "ours: how the rules were changed",
    "checklists.lines": "ours: what there is to do",
    "checklists.name": "ours: what a list of tasks is called",
    "department_learning.changed_by_id": "staff, who lead the desk",
    "department_learning.topics": "codes: topics of articles",
    "customer_lists.made_by_id": "staff, who kept it for the company",
    "customer_lists.name": "ours: what a list is called",
    "customer_lists.source": "ours: which number of which report it came from",
    "follow_up_switches.name": "ours: which switch",
    "follow_up_switches.reason": "ours: why follow-ups are switched off",
    "issue_answers.body": "ours: what we say to all who have a fault",
    "issue_answers.by_id": "staff, who answer for the company",
    "issue_answers.once": "the key of a form",
    "known_issues.once": "the key of a form",
    "known_issues.opened_by_id": "staff, who work for the company",
    "known_issues.title": "ours: what is wrong",
    "business_calendars.name": "ours: what hours are called",
    "business_calendars.time_zone": "a code",
    "business_calendars.week": "ours: when the desk works",
    "holidays.name": "ours: why nobody works",
    "pressing_rules.raises_to": "a code",
    "promise_changes.by_id": "staff, who decide for the company",
    "promise_changes.by_name": "staff, who decide for the company",
    "promise_changes.sentence": "ours: what we changed about our promises",
    "promise_policies.kind": "a code",
    "promise_policies.name": "ours: what a policy is called",
    "promise_policies.product": "ours: the name of a product",
    "ticket_clocks.sources": "ours: the names of policies",
    "instances.by_name": "staff, who run the portal",
    "instances.held": "ours: why nothing leaves",
    "instances.instance": "a random id of ours",
    "instances.name": "a code",
    "lanes.name": "ours: the way to the mail server",
    "lanes.reason": "what the mail server said of itself",
    "learned_models.version": "a hash of a model's bytes",
    "limits.key": "hashes, forgotten within days",
    "loose_files.sha256": "files about to be deleted",
    "playbook_events.by_id": "staff, who work for the company",
    "playbook_events.by_name": "staff, who work for the company",
    "playbook_events.reason": "ours: why staff did it to a playbook",
    "playbook_events.what": "ours: what staff did to a playbook",
    "playbook_versions.approved_by_id": "staff, who approve for the company",
    "playbook_versions.created_by_id": "staff, who write for the company",
    "playbook_versions.sent_back_reason": "ours: what has to change in a playbook",
    "playbook_versions.spec": "ours: what a playbook does and says",
    "playbook_versions.spec_sha256": "a hash of ours",
    "list_enrollings.by_id": "staff, who put a list into a playbook",
    "list_enrollings.trouble": "ours: why it was stopped",
    "outcome_counts.key": "a code, and words of ours: options, topics, conditions",
    "outcome_counts.part": "a code",
    "playbooks.care_of_id": "staff, who look after what answers open",
    "playbooks.key": "ours: the address of a playbook",
    "playbooks.owner_id": "staff, who answer for it",
    "playbooks.title": "ours: what a playbook is called",
    "choice_counts.measure": "codes: what was counted",
    "choice_counts.subject": "ours: options, groups and rules of a model; nobody stands behind",
    "effect_checks.effect": "ours: codes of builds and quotes, gone with the draft",
    "effect_checks.sha256": "ours: which text of a draft it is",
    "gathered_files.name": "ours: which file of counts was added up",
    "model_releases.by_id": "staff, who decide what we offer",
    "model_releases.note": "ours: why something is offered or not",
    "model_checks.findings": "ours: what the checker found in a product model",
    "model_checks.sha256": "ours: which text was checked",
    "model_edits.before": "ours: what a product model said before a change",
    "model_edits.by_id": "staff, who decide what we offer",
    "model_edits.what": "ours: how a product model was changed",
    "model_versions.changed_by_id": "staff, who decide what we offer",
    "model_versions.picture": "ours: a drawing of a product",
    "model_versions.picture_sha256": "ours: which drawing it is",
    "model_versions.published_by_id": "staff, who decide what we offer",
    "model_versions.sha256": "ours: which version it is",
    "model_versions.source": "ours: what is offered",
    "order_parts.part": "ours: a step of the work",
    "product_models.name": "ours: what is offered",
    "product_models.slug": "ours: the address of a model",
    "relationship_policies.by_id": "staff, who decide for the company",
    "relationship_policies.by_name": "staff, who decide for the company",
    "relationship_policies.document": "ours: what each level owes and forbids",
    "relationship_policies.reason": "ours: why the policy was changed",
    "saved_views.filters": "ours: how the desk narrows its queue",
    "saved_views.name": "ours: what the desk calls it",
    "saved_views.owner_id": "staff, who look through it",
    "satisfaction_rules.by_id": "staff, who set it for the company",
    "team_backlog.kind": "a code",
    "team_counts.kind": "a code",
    "team_counts.measure": "a code",
    "team_topics.word": "ours: a word the desk sorts by",
    "ticket_tags.word": "ours: a word the desk sorts by",
    "starting_layouts.changed_by_id": "staff, who lay out for the company",
    "starting_layouts.segment": "a code",
    "starting_layouts.tiles": "ours: how a page begins",
    "suppressions.address_hmac": "a keyed hash that leads to nobody, kept so that nobody is mailed",
    "suppressions.reason": "a code",
    "workers.name": "a machine of ours",
}
"""Columns that look as if they were about people, and why they are not."""


def declared() -> dict[str, PersonalTable]:
    return {table.name: table for table in tables()}


def could_be_personal(column: sa.Column) -> bool:
    if {key.target_fullname for key in column.foreign_keys} & PEOPLE:
        return True
    is_text = isinstance(column.type, Words | sa.Unicode | sa.JSON | Document)
    return is_text and not isinstance(column.type, sa.Enum)


def test_every_column_that_can_be_about_a_person_is_declared(app):
    known = declared()
    forgotten = [
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if could_be_personal(column)
        and f"{table.name}.{column.name}" not in NOT_PERSONAL
        and (table.name not in known or column.name not in known[table.name].columns)
    ]

    assert not forgotten, "declare them in personal.py of their domain:\n" + "\n".join(forgotten)


def test_what_is_declared_is_there(app):
    gone = [
        f"{table.name}.{name}"
        for table in tables()
        for name in table.columns
        if name not in table.model.__table__.columns
    ]
    columns = {str(column) for table in Model.metadata.sorted_tables for column in table.columns}

    assert not gone
    assert NOT_PERSONAL.keys() <= columns, NOT_PERSONAL.keys() - columns


def test_each_table_is_declared_once_and_by_the_domain_whose_it_is(app):
    names = [table.name for table in tables()]
    elsewhere = [
        f"{domain.name}: {table.name}"
        for domain in domains()
        for table in domain.personal_data
        if not table.model.__module__.startswith(f"portal.{domain.name}.")
    ]

    assert len(names) == len(set(names))
    assert not elsewhere


def test_children_are_erased_before_their_parents(app):
    """Rows that go must not be pointed at by rows that come later."""
    seen: set[str] = set()
    wrong = []
    for table in tables():
        if table.rows_go:
            pointing = [
                other.name
                for other in Model.metadata.sorted_tables
                for key in other.foreign_keys
                if key.column.table.name == table.name and other.name not in {*seen, table.name}
            ]
            wrong += [f"{each} points at {table.name}" for each in pointing]
        seen.add(table.name)

    assert not wrong


def test_a_column_stays_out_of_the_copy_only_with_a_reason(app):
    silent = [
        f"{table.name}.{name}"
        for table in tables()
        for name, column in table.columns.items()
        if column.label is None and not column.reason
    ]

    assert not silent


def test_what_a_person_reads_of_a_table_is_said_in_words(app):
    assert [table.name for table in tables() if not (str(table.title) and str(table.why))] == []


def test_no_secret_is_in_a_copy_or_left_behind(app):
    opens = ("password", "token", "secret", "totp", "code_sha256", "challenge", "public_key")
    shown, left = [], []
    for table in tables():
        for name, column in table.columns.items():
            if any(each in name for each in opens) and name != "totp_since":
                shown += [f"{table.name}.{name}"] if column.label is not None else []
                stays = column.erased is STAYS and not table.rows_go
                left += [f"{table.name}.{name}"] if stays else []

    assert not shown
    assert not left


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_event_can_be_told_without_the_person(app, kind):
    """Erasing empties its texts, except those that it calls facts."""
    event = KINDS[kind]
    types = get_type_hints(event)
    values = {each.name: _left_of(each.name, types[each.name], event) for each in fields(event)}
    told = event(**values)

    assert told.sentence()
    assert told.outline()


def _left_of(name: str, kind: type, event: type) -> object:
    if kind is not str:
        return {int: 1, bool: False, float: 1.0}.get(kind)
    return EXAMPLES.get(name, "C-1001") if name in event.facts else ""


EXAMPLES = {
    "origin": "web", "stage": "paint", "state": "open", "priority": "high", "sees": "own",
    "purpose": "news", "action": "given", "what": "question", "promised_on": "2026-12-01",
    "until": "2026-12-01",
}  # fmt: skip
