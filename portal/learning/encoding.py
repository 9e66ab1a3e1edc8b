"""Which encoder reads meanings beside words, if any."""

from flask import current_app

from portal.triage.encoders import Encoder, encoder_named


def encoder() -> Encoder | None:
    return encoder_named(current_app.extensions["portal_settings"].encoder)
