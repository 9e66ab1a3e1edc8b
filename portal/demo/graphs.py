"""The demo's models compiled beforehand, so that its first start need not.

    .venv/bin/python -m portal.demo.graphs      # after a model's rules have changed

A file's name is the hash of the rules it was made from, and its head has the hash of the rest: what
fits neither is not read, and the model is compiled as any other.
"""

import shutil
import tempfile
from pathlib import Path

from portal.configurator import files, publishing

MODELS = Path(__file__).parent / "models"
FOLDER = MODELS / "compiled"


def lay_out(folder: Path) -> None:
    """Put the files where compiled models are looked for."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.graph"):
        if not (folder / path.name).exists():
            shutil.copyfile(path, folder / path.name)


def compile_all(folder: Path) -> None:
    for path in sorted(MODELS.glob("*.toml")):
        publishing.load(files.read(path.read_text()), folder)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        compile_all(Path(made))
        FOLDER.mkdir(exist_ok=True)
        for path in FOLDER.glob("*.graph"):
            path.unlink()
        for path in Path(made).glob("*.graph"):
            shutil.copyfile(path, FOLDER / path.name)


if __name__ == "__main__":
    main()
