"""`socle bench documents`: one-page certificates made singly, each for another person.

What is timed is what a request pays once the facts are read: the claims signed by ES256, the QR
code drawn, the page set by typst and written as PDF, in one thread, in French and in Arabic turn
about. Processor time is what is counted: another process's work on the machine is not. The floor
is the same page set by the same kept compiler with its QR code already drawn and nothing signed.
"""

import platform
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from statistics import median
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from socle.platform.printing import checks, pdf
from socle.platform.printing.types import Paper
from socle.platform.signing import cose

FLOOR = "the same page with its QR code already drawn, nothing signed"
_DAY = date(2026, 11, 22)
_ADDRESS = "https://caisse.example.org/verify"
_PAPER = Paper(
    language="fr",
    fund="Caisse nationale de sécurité sociale",
    title="Attestation d’immatriculation",
    subtitle="C-2026-000001 · 22/11/2026",
    body=("La caisse atteste que la personne désignée ci-dessous y est immatriculée.",),
    facts=(("Nom complet", ""), ("N° d’assuré", ""), ("Naissance", "12/03/1980")),
    listings=(),
    check=("Quiconque peut vérifier cette attestation avec ce code :", _ADDRESS),
    code="",
    qr="",
    foot="Acte A-2026-000000001",
)
_ARABIC = replace(
    _PAPER,
    language="ar",
    fund="الصندوق الوطني للضمان الاجتماعي",
    title="شهادة التسجيل",
    body=("يشهد الصندوق بأن الشخص المذكور أدناه مسجَّل لديه.",),
    check=("يمكن لأي شخص التحقق من هذه الشهادة بهذا الرمز:", checks.left_to_right(_ADDRESS)),
)


def run(size: int, rounds: int) -> dict[str, Any]:
    """Times certificates and the floor in turn, and says the figures."""
    key = ec.generate_private_key(ec.SECP256R1())
    papers = [_paper(rank, key) for rank in range(size)]
    drawn = pdf.qr_code(papers[0].qr)
    for each in papers[:4]:
        pdf.certificate(each)
    own: list[float] = []
    floor: list[float] = []
    sizes: list[int] = []
    for _round in range(rounds):
        own.append(_cpu(lambda: sizes.extend(_made(rank, key) for rank in range(size))))
        floor.append(_cpu(lambda: [pdf.certificate(each, drawn=drawn) for each in papers]))
    seconds, floor_seconds = median(own), median(floor)
    return {
        "bench": "documents",
        "size": size,
        "rounds": rounds,
        "seconds": round(seconds, 3),
        "floor": FLOOR,
        "floor_seconds": round(floor_seconds, 3),
        "ratio": round(seconds / floor_seconds, 2),
        "per_second": round(size / seconds),
        "largest_bytes": max(sizes),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "versions": {"python": platform.python_version(), "typst": version("typst")},
    }


def _made(rank: int, key: ec.EllipticCurvePrivateKey) -> int:
    """The bytes of one certificate, signed and set."""
    return len(pdf.certificate(_paper(rank, key)))


def _paper(rank: int, key: ec.EllipticCurvePrivateKey) -> Paper:
    name, number = f"ALAOUI Fatima {rank}", f"{100_000_000 + rank}"
    code = f"2{rank:012d}"
    claims = checks.paper_claims(
        issuer="cnss",
        kind="registration",
        number=f"C-2026-{rank:06d}",
        name=name,
        on=_DAY,
        until=_DAY,
        digest=checks.digest_of({"name": name, "number": number}),
        code=code,
    )
    token = cose.sign(claims=claims, key=key, key_id=bytes(8))
    (first, _name), (second, _number), *rest = _PAPER.facts
    return replace(
        _ARABIC if rank % 2 else _PAPER,
        facts=((first, name), (second, number), *rest),
        code=code,
        qr=checks.checked_at(address=_ADDRESS, code=code, token=token),
    )


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
