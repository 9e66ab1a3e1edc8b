"""Versions ready to be asked: compiled once, kept by each process, shared as files by all."""

import threading
from collections import OrderedDict
from pathlib import Path

from flask import current_app

from portal.building.laid_out import Drawings, Layout
from portal.building.models import ModelVersion
from portal.building.pictures import Picture
from portal.building.reasons import Reasons
from portal.configurator import files, publishing
from portal.configurator.compiled import Compiled

KEPT = 32
_ready: "OrderedDict[str, Ready]" = OrderedDict()
_lock = threading.Lock()


class Ready:
    """A version that answers: its compiled model, what stands in the way in it, and its picture."""

    def __init__(self, compiled: Compiled, picture: Picture):
        self.compiled = compiled
        self.model = compiled.model
        self.reasons = Reasons(compiled)
        self.picture = picture
        self.layout = Layout(compiled)
        self.drawings = Drawings()


def ready(version: ModelVersion) -> Ready:
    """Read and compile the version, or take what was made of the same text before.

    A version that is published is never made again by this process; after a crash the file that
    was left incomplete is made anew, by whoever asks first.
    """
    key = f"{version.sha256}:{version.picture_sha256}"
    with _lock:
        if key in _ready:
            _ready.move_to_end(key)
            return _ready[key]
    model = files.read(version.source)
    made = Ready(publishing.load(model, folder()), Picture.read(version.picture))
    with _lock:
        _ready[key] = made
        while len(_ready) > KEPT:
            _ready.popitem(last=False)
    return made


def folder() -> Path:
    """Where compiled forms are kept; they can be deleted at any time, and are made again."""
    return current_app.extensions["portal_settings"].data / "compiled"
