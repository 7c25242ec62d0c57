"""The demonstration: a developer's own site, whose partners are simulated on this same machine.

`socle demo` chooses these settings, nobody else: here partners may be called on the loopback, which
a real installation never does. `serve` refuses to open such a site to anybody but this machine.
"""

import json
import os

from socle.settings.dev import *  # noqa: F403

NOTICES_TO_LOOPBACK = True
DEMO_REGISTRIES = json.loads(os.environ.get("SOCLE_DEMO_REGISTRIES", "{}"))
