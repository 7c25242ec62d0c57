"""The backend that `ENGINE` names: Django looks for `DatabaseWrapper` in a module `base`.

With the option `kept`, so many idle connections are kept from one request to the next. No pool
stands between: who finds none connects at once, and is told at once that nobody answers.
"""

from collections import defaultdict, deque
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg.pq import TransactionStatus

from socle.platform.database.links import Link, reach, taking
from socle.platform.database.pulse import heard

_Kept = deque[Link[Any]]
_KEPT: defaultdict[str, _Kept] = defaultdict(deque)


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own, over our connections; what it cannot reach is noted as a loss."""

    def get_connection_params(self) -> dict[str, Any]:
        told: dict[str, Any] = super().get_connection_params()
        told.pop("kept", None)
        return reach(told)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Link[Any]:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        with taking():
            return self._living() or Link.connect(**heard(conn_params))

    def close_pool(self) -> None:
        """Closes what is kept: it would lead to a server that is gone, or hold one that ends."""
        kept = _KEPT[self.alias]
        while kept:
            kept.pop().close()

    def _living(self) -> Link[Any] | None:
        """The connection given back last that still answers; the others are as old or older."""
        kept = _KEPT[self.alias]
        while kept:
            link = kept.pop()
            try:
                link.autocommit = True
                link.execute("")
            except psycopg.OperationalError:
                link.close()
                self.close_pool()
            else:
                return link
        return None

    def _close(self) -> None:
        link, kept = self.connection, _KEPT[self.alias]
        is_idle = link is not None and link.info.transaction_status is TransactionStatus.IDLE
        if is_idle and len(kept) < self.settings_dict["OPTIONS"].get("kept", 0):
            self.connection = None
            kept.append(link)
        else:
            super()._close()  # type: ignore[misc]
