"""The application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socle.settings.prod")
_django = get_wsgi_application()
# Found once Django knows its apps.
_ordinary = import_string("socle.api.direct.beside")(_django)
_answers = import_string("socle.web.patience.patient")(_ordinary, _django)
application = import_string("socle.web.measuring.measured")(_answers)
