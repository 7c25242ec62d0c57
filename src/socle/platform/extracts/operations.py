"""Asking for a long table (demande d'extraction): the act that a second person grants.

The act writes nothing but itself: who asked, who granted, why, and which address. The table is made
when it is taken, under that act.
"""

from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.extracts.types import SUBJECT


def request_extract(request: ActRequest) -> ActAnswer:
    """Grants the author a table for some days; whoever grants reads why."""
    table, address = request.fields["table"], request.fields["table_address"]
    with performing(request, subject_kind=SUBJECT, subject_number=table) as act:
        act.after = {"table": table, "table_address": address}
        return act.answer()
