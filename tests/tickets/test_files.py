"""Files that people attach: what they are called, what they are, and what is refused."""

import contextlib
import io
import struct

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.tickets import pictures, sniffing
from portal.tickets.files import (
    LONGEST_NAME,
    MOST_BYTES,
    FileRefused,
    Upload,
    accept,
    keep,
    shown_name,
)
from tests import make


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def camera_particulars() -> Image.Exif:
    """Lying on its side, described, and taken somewhere."""
    particulars = Image.Exif()
    particulars[0x0112] = 6
    particulars[0x010E] = "CANARY"
    particulars[0x8825] = {1: "N", 2: (51.0, 50.0, 33.0)}
    return particulars


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("brake.jpg", "brake.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\fakepath\\brake.jpg", "brake.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\0b\r\nX-Evil: 1.txt", "ab X-Evil: 1.txt"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("Fahrrad Größe 2.PDF", "Fahrrad Größe 2.PDF"),
        ("\u200bhidden\ufeff.txt", "hidden.txt"),
    ],
)
def test_a_name_has_no_folder_no_trick_and_no_meaning_to_a_system(name, shown):
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_ending():
    assert len(shown_name("x" * 5_000 + ".pdf")) == LONGEST_NAME
    assert shown_name("x" * 5_000 + ".pdf").endswith(".pdf")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (make.PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\0\0\0\x20ftypheic", "image/heic"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"MZ\x90\0", sniffing.PROGRAM),
        (b"\x7fELF", sniffing.PROGRAM),
        ("Größe: 52 cm\n".encode(), "text/plain"),
        (("ü" * 3000).encode(), "text/plain"),
        (b"a\0b", sniffing.UNKNOWN),
        ("Größe".encode("latin-1"), sniffing.UNKNOWN),
        (b"", sniffing.UNKNOWN),
        (b"<!DOCTYPE html><p>", sniffing.UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>", sniffing.UNKNOWN),
        (b"words first\n<ScRiPt>alert(1)</script>", sniffing.UNKNOWN),
        (b"\x1f\x8b svgz", sniffing.UNKNOWN),
    ],
)
def test_the_content_says_what_it_is(content, media_type):
    assert sniffing.media_type(content) == media_type


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"exif": camera_particulars(), "comment": b"CANARY"}),
        ("PNG", {"exif": camera_particulars()}),
        ("WEBP", {"exif": camera_particulars()}),
    ],
)
def test_a_picture_stands_upright_and_does_not_tell_where_it_was_taken(kind, options):
    content = picture(kind, **options)

    cleaned = pictures.without_particulars(content)

    assert b"CANARY" in content
    assert b"CANARY" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as upright:
        assert (upright.format, upright.size) == (kind, (20, 40))
        assert dict(upright.getexif()) == {}


def test_comments_do_not_travel_with_a_picture():
    said = PngInfo()
    said.add_text("Author", "CANARY")

    assert b"CANARY" not in pictures.without_particulars(picture("PNG", pnginfo=said))
    assert b"CANARY" not in pictures.without_particulars(picture("GIF", "P", comment=b"CANARY"))


def test_what_hangs_behind_a_picture_is_left_behind():
    assert b"<script>" not in pictures.without_particulars(make.PNG + b"<script>alert(1)</script>")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
def test_every_kind_of_pixel_survives(mode):
    with Image.open(io.BytesIO(pictures.without_particulars(picture("PNG", mode)))) as same:
        assert same.mode == mode


def moving_picture(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=90, loop=0)
    return out.getvalue()


def long_gif(frames: int, size: tuple[int, int]) -> bytes:
    """It says that it is one pixel, and its frames are as large as they like."""
    frame = picture("GIF", "P", size)
    start = frame.index(b"," + struct.pack("<HHHH", 0, 0, *size))
    control = b"!\xf9\x04\0\x02\0\0\0"
    return b"GIF89a\1\0\1\0" + frame[10:start] + (control + frame[start:-1]) * frames + b";"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving(kind):
    cleaned = pictures.without_particulars(moving_picture(kind))

    with Image.open(io.BytesIO(cleaned)) as moving:
        assert moving.n_frames == 3


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_however_a_picture_is_broken_off_it_is_taken_or_refused(kind):
    whole = moving_picture(kind)

    for length in range(20, len(whole)):
        with contextlib.suppress(pictures.Unfit):
            pictures.without_particulars(whole[:length])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"x" * (MOST_BYTES + 1), "is larger than 10 MB"),
        (b"MZ\x90\0 program", "is a program"),
        (b"\0\0\0\x20ftypheic photo", "cannot be read. Send it as JPEG or PNG"),
        (picture("JPEG")[:-200], "is damaged"),
        (picture("PNG", "1", (5_001, 5_000)), "more than 25 million pixels"),
        (picture("PNG", "1", (12_000, 12_000)), "more than 25 million pixels"),
        (long_gif(30, (1_000, 1_000)), "more than 25 million pixels"),
        (long_gif(1_001, (1, 1)), "moves for too long"),
    ],
)
def test_what_is_refused_says_why_and_what_to_do(content, words):
    with pytest.raises(FileRefused, match=f"my file.* {words}"):
        accept([Upload("my file.x", content)])


def test_no_more_than_five_at_once():
    with pytest.raises(FileRefused, match="up to 5 files"):
        accept([Upload("a.txt", b"a")] * 6)


def test_a_zip_is_kept_and_never_unpacked(app):
    bomb = b"PK\x03\x04" + b"\0" * 1000

    kept = keep(accept([Upload("photos.zip", bomb)])[0])

    assert app.extensions["portal_files"].read(kept.sha256) == bomb
    assert kept.media_type == "application/zip"


@pytest.mark.parametrize("name", ["x.html", "x.xhtml", "x.svg", "x.svgz"])
def test_a_page_in_disguise_is_kept_as_bytes_without_meaning(app, name):
    kept = keep(accept([Upload(name, b"<svg onload=alert(1)>")])[0])

    assert kept.media_type == "application/octet-stream"
