"""Pictures drawn anew, so that where and with what they were taken does not travel with them."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.web.languages import lazy

KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"})
MOST_PIXELS = 25_000_000
MOST_FRAMES = 1_000
"""Each costs its time, however small it is."""
TOO_LARGE = lazy("%(name)s has more than 25 million pixels. Send a smaller one")
_READABLE = ("JPEG", "PNG", "WEBP", "GIF")
_PART_OF_THE_PICTURE = frozenset({"icc_profile", "transparency", "duration", "loop", "disposal"})
_ORIENTATION = 0x0112
Image.init()


class Unfit(Exception):
    """Why a picture is not taken: a sentence with a place for its name."""

    def about(self, name: str) -> str:
        return str(self.args[0]) % {"name": name}


def without_particulars(content: bytes) -> bytes:
    """The same picture, upright, without the particulars its camera wrote into it."""
    try:
        with Image.open(io.BytesIO(content), formats=_READABLE) as picture:
            _refuse_if_too_much(picture)
            return _drawn_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit(TOO_LARGE) from None
    except UnidentifiedImageError:
        raise Unfit(lazy("%(name)s cannot be read. Send it as JPEG or PNG")) from None
    except Unfit:
        raise
    except Exception:  # Damage makes Pillow raise whatever it happens to run into.
        raise Unfit(lazy("%(name)s is damaged. Send the picture again")) from None


def _refuse_if_too_much(picture: Image.Image) -> None:
    """Look at one frame after the other: any may be larger than the first, and a GIF does not say
    how many it has."""
    pixels = 0
    for number in range(MOST_FRAMES + 1):
        try:
            picture.seek(number)
        except EOFError:
            break
        pixels += picture.width * picture.height
        if pixels > MOST_PIXELS:
            raise Unfit(TOO_LARGE)
        if picture.format == "MPO":  # only its first picture is kept
            break
    else:
        raise Unfit(lazy("%(name)s moves for too long. Send it as a video"))
    picture.seek(0)


def _drawn_anew(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    turned = picture.getexif().get(_ORIENTATION, 1) not in (None, 1)
    kind = "JPEG" if picture.format == "MPO" else picture.format
    options = {"exif": b"", "xmp": b"", "comment": b""}
    if _frames(picture) > 1:
        options["save_all"] = True
    else:
        if kind == "JPEG":
            options["quality"] = 92 if turned or picture.format == "MPO" else "keep"
        picture = ImageOps.exif_transpose(picture) if turned else picture
    picture.info = {key: picture.info[key] for key in _PART_OF_THE_PICTURE & picture.info.keys()}
    picture.save(out, kind, icc_profile=picture.info.get("icc_profile"), **options)
    return out.getvalue()


def _frames(picture: Image.Image) -> int:
    return 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
