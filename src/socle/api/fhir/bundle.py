"""Bundle: what a search found."""

from collections.abc import Sequence
from datetime import datetime

from socle.api.fhir.words import Resource


def searchset(found: Sequence[Resource], *, base: str, asked: str, at: datetime) -> Resource:
    """What was found, whole: there are no further pages. `base`: where resources are read."""
    told: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": at.isoformat(timespec="seconds"),
        "total": len(found),
        "link": [{"relation": "self", "url": asked}],
    }
    entries = [
        {
            "fullUrl": f"{base}/{each['resourceType']}/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in found
    ]
    return told | ({"entry": entries} if entries else {})
