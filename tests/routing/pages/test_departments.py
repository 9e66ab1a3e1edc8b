"""Departments at the desk."""

from portal.database import session
from portal.departments.models import Department
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Ticket
from tests import make


def posted(browser, path, fields):
    """As somebody would who writes the form by hand."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **fields})


def test_lea_opens_a_department_with_its_people(lea, kim, sign_in):
    page = sign_in(lea).visit("/desk/departments").follow("New department")
    page = page.fill(name="Workshop", what_is_it_for="All that breaks", members=[str(kim.id)])
    page = page.press("Open department")

    assert (page.status, page.h1, page.flashes) == (200, "Workshop", ["Workshop is open"])
    made = session.query(Department).one()
    assert [member.user_id for member in made.members] == [kim.id]


def test_a_partner_needs_an_address(lea, sign_in):
    page = sign_in(lea).visit("/desk/departments/new")
    page = page.fill(name="Painter", what_is_it_for="Frames", where="partner")
    page = page.press("Open department")
    assert (page.status, page.errors) == (422, ["Enter the address where they read mail"])

    page = page.fill(e_mail_address_of_a_partner="paint@example.com").press("Open department")
    assert page.h1 == "Painter"
    assert session.query(Department).one().is_partner


def test_a_name_that_is_taken_is_said_beside_it(lea, sign_in):
    make.department("Workshop")
    page = sign_in(lea).visit("/desk/departments/new")
    page = page.fill(name="workshop", what_is_it_for="Repairs").press("Open department")

    assert page.errors == ["There is a department called workshop. Choose another name"]
    assert page.value("purpose") == "Repairs"


def test_who_saves_over_a_colleague_is_told(lea, adam, sign_in):
    workshop = make.department("Workshop")
    page = sign_in(lea).visit(f"/desk/departments/{workshop.id}")
    other = sign_in(adam).visit(f"/desk/departments/{workshop.id}")
    other.fill(name="Garage").press("Save")

    page = page.fill(name="Repairs").press("Save")
    assert page.status == 409
    assert "Somebody else changed it meanwhile" in page.text
    assert page.value("name") == "Repairs"


def test_lea_retires_one_and_chooses_where_its_concerns_go(ana, kim, lea, sign_in):
    old, new = make.department("Old"), make.department("New")
    ticket = make.ticket(by=ana)
    hand_over(ticket, to=old, by=kim)
    page = sign_in(lea).visit(f"/desk/departments/{old.id}").follow("Retire")
    assert "1 concern is open there" in page.text

    page = page.fill(to=str(new.id)).press("Retire Old")
    assert page.flashes[0].startswith("Old is retired. Its open concerns go to New")
    assert session.get_one(Ticket, ticket.id).department_id == new.id

    page = page.press("Undo")
    assert page.flashes == ["Old is in use again. 1 of its concerns are back"]
    assert session.get_one(Ticket, ticket.id).department_id == old.id


def test_an_agent_reads_and_changes_nothing(kim, sign_in):
    workshop = make.department("Workshop", kim)
    browser = sign_in(kim)

    assert "Workshop" in browser.visit("/desk/departments").text
    page = browser.visit(f"/desk/departments/{workshop.id}")
    assert page.buttons() == [] or "Save" not in page.buttons()
    for path in ("", "/retire", "/bring-back"):
        assert posted(browser, f"/desk/departments/{workshop.id}{path}", {}).status == 403
    assert posted(browser, "/desk/departments/new", {"name": "x", "purpose": "y"}).status == 403


def test_bad_input_is_refused_kindly(lea, sign_in):
    workshop = make.department("Workshop")
    browser = sign_in(lea)
    bad = {"name": "a\0b", "purpose": "x" * 2_000, "members": ["\x07", "999999", "x"]}

    assert posted(browser, "/desk/departments/new", bad).status == 422
    assert posted(browser, f"/desk/departments/{workshop.id}", bad | {"edits": "x"}).status == 422
    assert posted(browser, f"/desk/departments/{workshop.id}/retire", {"to": "77"}).status == 422
    assert browser.visit("/desk/departments/2147483647").status == 404
