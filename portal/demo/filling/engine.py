"""How either database writes what goes into it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from portal.tickets.searching import spell_of

DAY = 24 * 60
"""Minutes: what happened is told to the minute."""


@dataclass(frozen=True)
class Engine:
    """PostgreSQL reads its own texts; SQLite keeps moments as SQLAlchemy writes them."""

    is_sqlite: bool
    first_day: date
    last_day: date

    @property
    def false(self) -> str:
        return "0" if self.is_sqlite else "f"

    @property
    def true(self) -> str:
        return "1" if self.is_sqlite else "t"

    def moment(self, minute: int) -> str:
        """So many minutes after the beginning of the first day."""
        return self._days[minute // DAY] + self._clocks[minute % DAY]

    def spell(self, minute: int) -> str:
        """The spell in which it fell, as the search index names it; SQLite's needs none."""
        return self._spells[minute // DAY]

    @cached_property
    def _days(self) -> list[str]:
        return [day.isoformat() for day in self._every_day]

    @cached_property
    def _clocks(self) -> list[str]:
        end = ":00.000000" if self.is_sqlite else ":00+00"
        return [f" {minute // 60:02}:{minute % 60:02}{end}" for minute in range(DAY)]

    @cached_property
    def _spells(self) -> list[str]:
        if self.is_sqlite:
            return ["" for _ in self._every_day]
        noon = time(12, tzinfo=UTC)
        return [f"{spell_of(datetime.combine(day, noon))} " for day in self._every_day]

    @cached_property
    def _every_day(self) -> list[date]:
        count = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=number) for number in range(count)]

    def minute(self, moment: datetime) -> int:
        begin = datetime.combine(self.first_day, datetime.min.time(), UTC)
        return int((moment - begin) / timedelta(minutes=1))
