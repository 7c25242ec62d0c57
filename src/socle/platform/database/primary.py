"""Whether the database that writes is there: what one process knows of it.

Nobody asks while it is there. The first loss begins a watch, which looks for it, wherever it has
become, until it answers; whoever needs it waits for that, and is not one more who knocks.
"""

import threading
from typing import Any

import psycopg
from django.db import connections

from socle.platform.database import alone
from socle.platform.database.links import Link
from socle.platform.database.pulse import heard

_LOOK_SECONDS = 0.25


class Primary:
    """Known to be there, doubted since a loss, or looked for in vain."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self._is_there = True
        self._is_away = False

    @property
    def is_there(self) -> bool:
        return self._is_there

    def doubt(self, *, is_silent: bool = False) -> None:
        """Told by whoever met a loss; the watch begins unless it is on.

        One that is silent is away already: nobody waits for the first look.
        """
        with self._told:
            if is_silent:
                self._is_away = True
                self._told.notify_all()
            if not self._is_there:
                return
            self._is_there = False
            threading.Thread(target=self._watch, name="primary", daemon=True).start()

    def is_away(self, seconds: float) -> bool:
        """Whether it was looked for in vain; who asks first waits for the first look."""
        with self._told:
            self._told.wait_for(lambda: self._is_there or self._is_away, seconds)
            return not self._is_there

    def wait(self, seconds: float) -> bool:
        """Whether it is there, at the latest after so long."""
        with self._told:
            return self._told.wait_for(lambda: self._is_there, seconds)

    def _watch(self) -> None:
        pause = threading.Event()
        while not self._look():
            with self._told:
                self._is_away = True
                self._told.notify_all()
            pause.wait(_LOOK_SECONDS)
        with self._told:
            self._is_there, self._is_away = True, False
            self._told.notify_all()

    def _look(self) -> bool:
        default: Any = connections.create_connection("default")
        told: dict[str, Any] = {"target_session_attrs": "read-write"}
        told |= default.get_connection_params() | {"autocommit": True}
        try:
            Link.connect(**heard(told)).close()
        except psycopg.Error:
            return False
        default.close_pool()  # what is kept may lead to the one that was
        alone.forget()
        return True


primary = Primary()
