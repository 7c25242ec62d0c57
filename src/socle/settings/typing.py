"""For the type checker alone: no secret, no service, no environment."""

from socle.settings.base import *  # noqa: F403

SECRET_KEY = "typing"  # noqa: S105
