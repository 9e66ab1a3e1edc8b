from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.money import Money
from portal.web import formatting, written
from portal.web.formatting import Reader

NIJMEGEN = Reader(ZoneInfo("Europe/Amsterdam"), "en_GB")
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def clock(minutes: int) -> str:
    return formatting.clock(NOON + timedelta(minutes=minutes), NIJMEGEN, NOON)


def test_a_moment_is_shown_in_the_readers_zone_and_says_today():
    at = datetime(2026, 11, 20, 13, 2, tzinfo=UTC)
    assert formatting.local(at, NIJMEGEN, NOON) == "Today, 14:02"
    assert formatting.local(at, Reader(ZoneInfo("Asia/Tokyo")), NOON) == "Today, 22:02"


def test_another_day_has_its_weekday_and_another_year_its_year():
    thursday = datetime(2026, 11, 19, 8, 20, tzinfo=UTC)
    last_year = datetime(2025, 11, 18, 18, 40, tzinfo=UTC)
    assert formatting.local(thursday, NIJMEGEN, NOON) == "Thu 19 Nov, 09:20"
    assert formatting.local(last_year, NIJMEGEN, NOON) == "Tue 18 Nov 2025, 19:40"


def test_the_day_turns_at_midnight_where_the_reader_is():
    late_evening_in_utc = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert formatting.day(late_evening_in_utc, NIJMEGEN, NOON) == "Today"
    assert formatting.day(date(2026, 11, 19), NIJMEGEN, NOON) == "Thu 19 Nov"


def test_other_languages_use_their_own_order():
    at = datetime(2026, 11, 19, 8, 20, tzinfo=UTC)
    assert formatting.local(at, Reader(UTC, "de"), NOON) == "Do, 19. Nov, 08:20"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (42, "in 42 min"),
        (70, "in 1 h 10"),
        (180, "in 3 h"),
        (-38, "38 min late"),
        (-60 * 24 * 3, "3 days late"),
        (60 * 20, "tomorrow 08:00"),
        (60 * 24 * 4, "Tue 24 Nov, 12:00"),
    ],
)
def test_the_desks_clock_counts_what_is_near_and_dates_what_is_far(minutes: int, words: str):
    assert clock(minutes) == words


def test_the_clock_turns_amber_ninety_minutes_before_and_red_after():
    near, far = NOON + timedelta(minutes=89), NOON + timedelta(minutes=91)
    assert formatting.urgency(near, NOON) == "soon"
    assert formatting.urgency(far, NOON) == ""
    assert formatting.urgency(NOON - timedelta(seconds=1), NOON) == "late"


def test_a_time_element_keeps_the_exact_moment():
    at = datetime(2026, 11, 20, 13, 2, tzinfo=UTC)
    assert formatting.time_tag(at, NIJMEGEN, NOON) == (
        '<time datetime="2026-11-20T14:02+01:00">Today, 14:02</time>'
    )
    assert formatting.time_tag(None, NIJMEGEN, NOON) == ""


def test_money_never_breaks_and_whole_amounts_have_no_cents():
    assert formatting.money(364000, reader=NIJMEGEN) == "<bdi>3\u00a0640\u00a0€</bdi>"
    assert formatting.money(Money(1250, "GBP"), reader=NIJMEGEN) == "<bdi>£12.50</bdi>"
    assert formatting.money(-500, reader=NIJMEGEN) == "<bdi>\u22125\u00a0€</bdi>"
    assert formatting.money(1234, "JPY", reader=NIJMEGEN) == "<bdi>JP¥1\u00a0234</bdi>"


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (240_000, "240 KB"), (1_800_000, "1.8 MB")]
)
def test_file_sizes_are_short(size: int, words: str):
    assert formatting.filesize(size, NIJMEGEN).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maya Okafor", "MO"), ("Jan van der Berg", "JB"), ("ines@example.com", "I"), ("", "?")],
)
def test_initials_come_from_the_first_and_last_name(name: str, letters: str):
    assert written.initials(name) == letters


def test_what_a_customer_writes_is_text_never_markup():
    html = written.paragraphs("Hi <b>you</b>\n\nsecond\nline & more")
    assert html == "<p>Hi &lt;b&gt;you&lt;/b&gt;</p><p>second<br>line &amp; more</p>"


def test_web_addresses_become_links_without_the_full_stop():
    html = written.paragraphs('See (https://example.com/a_(b)?x="y). Or javascript:alert(1)')
    assert '<a href="https://example.com/a_(b)?x=" rel="noopener nofollow ugc">' in html
    assert html.count("<a ") == 1


def test_a_long_address_is_cut_for_the_eye_and_an_endless_one_stays_text():
    assert "…</a>" in written.paragraphs("https://example.com/" + "a" * 200)
    assert "<a " not in written.paragraphs("https://example.com/" + ")" * 100_000)


def test_within_a_sentence_today_has_its_date():
    assert formatting.dated(NOON, NIJMEGEN, NOON) == "Fri 20 Nov"
    assert formatting.dated(None, NIJMEGEN, NOON) == ""


@pytest.mark.parametrize("locale", ["en_GB", "de_DE", "fr_FR", "ar_AE"])
def test_an_hour_is_one_of_24_and_digits_are_those_of_prices(locale: str):
    at = datetime(2026, 11, 19, 13, 5, tzinfo=UTC)
    shown = formatting.local(at, Reader(UTC, locale), NOON)
    assert shown.endswith(", 13:05")
    assert "19" in shown


def test_a_reference_in_a_sentence_stays_in_one_piece():
    assert written.refs("Ines & Tom answered C-1242.") == (
        'Ines &amp; Tom answered <bdi class="nowrap">C-1242</bdi>.'
    )
