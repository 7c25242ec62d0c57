"""Sessions in the database, so that they outlive any process and any site."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import OperationalError, connection

from socle.platform.database.links import Loss, note
from socle.platform.database.replica import ALIAS


class SessionStore(db.SessionStore):
    """As Django's, also while a replica answers."""

    def _get_session_from_db(self) -> Any:
        """A session that the replica does not know may have been opened just before: its person
        is not signed out for that, the primary is waited for."""
        found = super()._get_session_from_db()  # type: ignore[misc]
        if found is None and connection.alias == ALIAS:
            note(Loss.UNREACHED)
            raise OperationalError("the replica does not know this session")
        return found

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        """A session that a replica's page only read is not prolonged."""
        if self.modified or must_create or connection.alias != ALIAS:
            super().save(must_create)
