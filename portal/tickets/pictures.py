"""Pictures drawn anew, so that where and with what they were taken does not travel with them."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"})
MOST_PIXELS = 25_000_000
_READABLE = ("JPEG", "PNG", "WEBP", "GIF")
_PART_OF_THE_PICTURE = frozenset({"icc_profile", "transparency", "duration", "loop", "disposal"})
_ORIENTATION = 0x0112
Image.init()


class Unfit(Exception):
    """Follows the picture's name: "… has more than 25 million pixels"."""


def without_particulars(content: bytes) -> bytes:
    """The same picture, upright, without the particulars its camera wrote into it."""
    try:
        with Image.open(io.BytesIO(content), formats=_READABLE) as picture:
            if picture.width * picture.height * _frames(picture) > MOST_PIXELS:
                raise Unfit("has more than 25 million pixels. Send a smaller one")
            return _drawn_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("has more than 25 million pixels. Send a smaller one") from None
    except UnidentifiedImageError:
        raise Unfit("cannot be read. Send it as JPEG or PNG") from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise Unfit("is damaged. Send the picture again") from None


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
