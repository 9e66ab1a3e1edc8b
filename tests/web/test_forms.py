"""What every form does to what was typed, and what none of them takes."""

import io

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import FileField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web import languages
from portal.web.forms import OnceForm, PortalForm, one_line, tidy


class Letter(PortalForm):
    subject = StringField("Subject", [DataRequired("Give it a title"), Length(max=50), one_line])
    body = TextAreaField("Body")
    password = PasswordField("Password")
    photo = FileField("Photo")


class Order(OnceForm):
    pass


@pytest.fixture(autouse=True)
def without_csrf():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    languages.init_app(app)
    with app.test_request_context(method="POST"), languages.speaking(languages.LANGUAGES["en"]):
        yield


def letter(**fields: object) -> Letter:
    return Letter(MultiDict({"subject": "Brakes"} | fields))


def test_words_are_trimmed_composed_and_their_line_ends_made_one_kind():
    assert tidy("  e\u0301 \r\n b\rc\n ") == "é \n b\nc"


def test_a_password_is_taken_as_it_was_typed():
    assert letter(password=" e\u0301 ").password.data == " e\u0301 "


@pytest.mark.parametrize("blank", ["", "   ", "\r\n", "\u00a0", "\u2003"])
def test_blanks_are_nothing(blank):
    form = letter(subject=blank)

    assert not form.validate()
    assert form.subject.errors == ["Give it a title"]


@pytest.mark.parametrize("text", ["a\0b", "a\x08b", "a\x1b[31m", "a\x7fb", "a\ud800b"])
def test_what_cannot_be_shown_or_kept_is_refused_and_stays_in_the_field(text):
    form = letter(body=text)

    assert not form.validate()
    assert form.body.errors == ["Remove the characters that cannot be shown"]
    assert form.body.data == text


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "🚲", "مرحبا", "\u202eabc"])
def test_what_people_write_is_taken(text):
    assert letter(body=text).validate()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\u2028", "\u2029", "\u0085"])
def test_what_may_end_in_a_mail_header_stays_on_one_line(end):
    form = letter(subject=f"Brakes{end}Bcc: eve@example.net")

    assert not form.validate()
    assert form.subject.errors == ["Keep this on one line"]


def test_two_values_for_one_field_are_refused():
    form = Letter(MultiDict([("subject", "one"), ("subject", "two")]))

    assert not form.validate()
    assert form.subject.errors == ["Give one value only"]


def test_a_file_where_words_belong_is_refused():
    form = letter(subject=FileStorage(io.BytesIO(b"x"), "x.txt"))

    assert not form.validate()
    assert form.subject.errors == ["Write this as text"]


def test_a_file_where_a_file_belongs_is_taken():
    form = letter(photo=FileStorage(io.BytesIO(b"x"), "x.png"))

    assert form.validate()
    assert form.photo.data.read() == b"x"


def test_a_form_that_makes_something_has_a_key_of_its_own_and_keeps_it():
    first, second = Order(None), Order(None)

    assert first.once.data != second.once.data
    assert len(first.once.data) >= 20
    assert Order(MultiDict({"once": first.once.data})).once.data == first.once.data
