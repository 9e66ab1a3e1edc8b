"""Is everything well? For load balancers and for those on call."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.access import EVERYONE, open_to
from portal.database import session
from portal.jobs import HEARTBEAT_EVERY, Worker
from portal.manifest import domains


def init_app(app: Flask) -> None:
    app.add_url_rule("/healthz", "healthz", healthz)


@open_to(EVERYONE)
def healthz() -> ResponseReturnValue:
    """200 when all is well or only slow, 503 when the portal cannot serve."""
    parts: dict[str, Any] = {"database": {"status": "ok"}}
    try:
        session.execute(sa.select(1))
        parts["worker"] = _worker()
        for domain in domains():
            parts |= {name: check() for name, check in domain.health.items()}
    except SQLAlchemyError:
        return {"status": "failing", "database": {"status": "failing"}, "worker": None,
                "mail": None}, 503  # fmt: skip
    worst = {part["status"] for part in parts.values()}
    return {"status": "ok" if worst == {"ok"} else "degraded", **parts}


def _worker() -> dict[str, Any]:
    since = clock.now() - 3 * HEARTBEAT_EVERY
    alive = session.scalar(sa.select(sa.func.count()).where(Worker.seen_at > since)) or 0
    return {"status": "ok" if alive else "absent", "alive": alive}
