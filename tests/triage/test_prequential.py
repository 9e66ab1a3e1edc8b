import json
import random

from portal.triage.prequential import prequential
from portal.triage.wording import spoken
from tests.triage.conftest import DATA


def test_the_right_department_for_three_of_four_from_the_first_day(few):
    """With the departments' names and article titles, and not one ticket that anybody labelled."""
    department = json.loads((DATA / "banking_departments.json").read_text())["department"]
    about: dict[str, list[str]] = {}
    for topic, name in department.items():
        about.setdefault(name, [name]).append(spoken(topic))
    tickets = random.Random(4).sample(few, 200)

    judged = list(prequential([(text, department[topic]) for text, topic in tickets], about=about))

    assert sum(each.right for each in judged) / len(judged) >= 0.75


def test_a_message_is_judged_before_it_is_learned():
    about = {"billing": ["invoice"], "workshop": ["brakes"]}
    messages = [("squeal squeal", "workshop"), ("squeal squeal", "workshop")] * 2

    first, *_, last = prequential([("the invoice", "workshop"), *messages], about=about)

    assert (first.truth, first.proposed, first.right) == ("workshop", "billing", False)
    assert last.right
    assert first.abstained
