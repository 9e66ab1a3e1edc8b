"""The lead time with each option, against asking for all of them at once."""

import random

from portal.building.soonest import NOT_ASKED, days_of
from portal.configurator import files, publishing
from portal.demo.building import FOLDER
from tests.building.models import BIKE


def test_each_option_that_fits_takes_as_long_as_its_soonest_build():
    for source in (BIKE, (FOLDER / "tourer.toml").read_text()):
        compiled = publishing.compiled(files.read(source))
        rng = random.Random(3)
        for _ in range(12):
            choices = ()
            for _ in range(6):
                offers = compiled.domains(choices)
                every = compiled.days_of_each(choices)
                fitting = {pick: every[pick] for pick, offer in offers.items() if offer.fits}
                days = days_of(compiled, choices, compiled.standing(choices)).tolist()
                found = dict(zip(compiled.offered, days, strict=True))
                assert {pick: days for pick, days in found.items() if days != NOT_ASKED} == fitting
                groups = {pick.group for pick in choices}
                free = [pick for pick in fitting if pick.group not in groups]
                choices = compiled.choices([*choices, rng.choice(free)])
