"""The application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socle.settings.prod")
_django = get_wsgi_application()
# Found once Django knows its apps.
_turns = import_string("socle.web.patience.Turns")()
_ordinary = import_string("socle.api.direct.beside")(_django, refused=_turns.each(_django))
_is_check = import_string("socle.api.direct.is_check")
_answers = import_string("socle.web.patience.patient")(
    _ordinary, _django, at_work=_turns, takes_turn=lambda environ: not _is_check(environ)
)
_primary = import_string("socle.platform.database.primary.primary")
_commits = import_string("socle.platform.database.commits.commits")
_let_in = import_string("socle.web.crowd.before")(
    _answers, may_turn_away=lambda: _primary.is_there, held_until=_commits.held_until
)
application = import_string("socle.web.measuring.measured")(_let_in)
# What is loaded stays: to look through all of it for what is not held any more, every few thousand
# requests, would have each of them wait.
gc.collect()
gc.freeze()
