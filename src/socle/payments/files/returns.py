"""Files that come back: read by the namespace that they declare, whole or not at all."""

import re

from socle.kernel.errors import Fault
from socle.kernel.xml_tree import XmlRefused, read_xml
from socle.payments.files import camt, gsma, pain002
from socle.payments.files.types import Collected, Returned

_NAMESPACE = re.compile(
    r"urn:iso:std:iso:20022:tech:xsd:(pain\.002|camt\.053|camt\.054)\.001\.(\d\d)"
)
_VERSIONS = {
    "pain.002": {"03", "10", "12", "14", "15"},
    "camt.053": {"02", "08", "10"},
    "camt.054": {"02", "08", "10"},
}
_READERS = {"pain.002": pain002.read, "camt.053": camt.read, "camt.054": camt.read}


def read_returns(content: bytes, *, currency: str) -> tuple[Returned | None, list[Fault]]:
    """What a bank's file, or an operator's answer, says of orders; or what is wrong with it."""
    if content.lstrip()[:1] == b"{":
        return gsma.read_answers(content, currency=currency)
    faults = Collected()
    try:
        root, namespace = read_xml(content)
    except XmlRefused as refused:
        faults.add(refused.code, refused.line, "file")
        return None, faults.faults
    found = _NAMESPACE.fullmatch(namespace)
    if found is None or found[2] not in _VERSIONS[found[1]]:
        faults.add("payments.not_returns", root.line, "Document", namespace)
        return None, faults.faults
    returned = _READERS[found[1]](root, f"{found[1]}.001.{found[2]}", currency, faults)
    return (None if faults.faults else returned), faults.faults
