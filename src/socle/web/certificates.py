"""Certificates of good standing: asked for, printed, checked by anybody."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from socle.arrears.queries import standing
from socle.arrears.queries.checks import checks_of
from socle.benefits.queries import certificates as rights
from socle.kernel.errors import Refused, SocleError
from socle.platform.access.queries import funds, require_employer
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Permission
from socle.platform.printing.codes import compact_code, fund_of_code, readable_code
from socle.platform.printing.types import Check, Verified
from socle.registry.queries import certificates as registered
from socle.registry.queries import employer_id, employer_name
from socle.web import access, arrears, clock, errors
from socle.web.access import fundless
from socle.web.papers import PAPER_LANGUAGES
from socle.web.rates import Allowance
from socle.web.submitting import form_key, submitted

# Enough for a person at a counter, far too few to guess a code.
_CHECKS = Allowance("verify", count=30, seconds=60)


@require_http_methods(["GET", "POST"])
def account_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a certificate would be given today, those asked for, and a button to ask."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    require_employer(desk, number)
    today = clock.today(desk.fund.country)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            fields = {"employer": number}
            answer = submitted(desk, "request_certificate", fields, key=form_key(request))
            found = standing.certificate_of_act(act_number=answer.act)
            return redirect("certificate-page", found.number)
        except SocleError as error:
            wrong = {"certificate": arrears.why(error)}
    shown = {
        "menu": "employers",
        "employer_number": number,
        "employer_name": employer_name(number),
        "standing": standing.standing(employer_number=number, on=today),
        "certificates": standing.certificates(employer_id=employer_id(number)),
        "checks": checks_of(employer_id=employer_id(number)),
        "wrong": wrong,
        "key": str(uuid.uuid4()),
    }
    return render(request, "certificates/list.html", shown, status=422 if wrong else 200)


@require_GET
def certificate_page(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate as it prints: given with its code, or refused with what to do."""
    desk = access.require(request, Permission.READ_ACCOUNT)
    found = standing.certificate(number=number)
    require_employer(desk, found.employer_number)
    shown = {
        "menu": "employers",
        "certificate": found,
        "code": readable_code(found.code),
        "pdf": reverse("standing-pdf", args=[found.number]),
        "paper_languages": PAPER_LANGUAGES,
        "address": request.build_absolute_uri(f"/verify/{found.code}") if found.code else "",
    }
    return render(request, "certificates/certificate.html", shown)


@fundless
@require_GET
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """What anybody may know of a certificate: valid, ended or unknown, of whom and from when."""
    asked = compact_code(code or request.GET.get("code", ""))
    if not asked:
        return render(request, "certificates/verify.html", {"asked": "", "verified": None})
    if not _CHECKS.takes(request, clock.now()):
        return errors.said(request, Refused("arrears.too_many_checks"))
    found = _verified(asked)
    shown = {"asked": asked, "verified": found, "is_valid": found.result is Check.VALID}
    status = 404 if found.result is Check.UNKNOWN else 200
    return render(request, "certificates/verify.html", shown, status=status)


def _verified(code: str) -> Verified:
    """What the fund that the code names says of it, whichever kind of certificate it is."""
    key = fund_of_code(code)
    known = {fund.id: fund for fund in funds()}
    if key not in known:
        return Verified(Check.UNKNOWN)
    with fund_scope(known[key].id):
        today = clock.today(known[key].country)
        for verified in (standing.verified, registered.verified, rights.verified):
            found = verified(code=code, on=today)
            if found.result is not Check.UNKNOWN:
                return found
        return Verified(Check.UNKNOWN)
