"""One machine, one person: the demo and a developer's own site, on loopback only.

The secret is made once and kept beside the data by `socle.cli`; here it only has to be there.
"""

import os

from socle.settings.base import *  # noqa: F403

SECRET_KEY = os.environ.get("SOCLE_SECRET_KEY") or os.urandom(32).hex()
