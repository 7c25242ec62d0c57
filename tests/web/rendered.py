"""Every page of the site made from the samples, without a database or a server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from unittest import mock

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone, translation
from tests.web import (
    rendered_affiliations,
    rendered_basket,
    rendered_exchange,
    rendered_files,
    rendered_law,
    rendered_money,
    samples,
)

from socle.arrears.queries import accounts as account_queries
from socle.contributions import careers as contribution_careers
from socle.contributions import correctives
from socle.contributions import queries as contributions
from socle.contributions import queue as contribution_queue
from socle.kernel.months import Month
from socle.platform.access import holders
from socle.platform.access import queries as access
from socle.platform.access.types import Desk, Role
from socle.platform.acts import queries as act_queries
from socle.platform.documents import queries as documents
from socle.platform.factors import queries as factors
from socle.platform.factors.types import AppSecret, PasskeySite, RolePolicy
from socle.platform.identities import queries as identity_queries
from socle.registry import queries as registry
from socle.registry.types.finding import Found, Why
from socle.web import (
    accounts,
    act_forms,
    acts,
    careers,
    clock,
    declarations,
    delegations,
    deposits,
    desk,
    employers,
    errors,
    evidence,
    home,
    identities,
    known,
    my_account,
    passkeys,
    persons,
    proposals,
    proving,
    queue,
    rates,
    search,
    second_step,
    sign_in,
    space,
    users,
)
from socle.web.desk_tasks import Task


def request_of(path: str, who: Desk | None, *, method: str = "get", **sent: object) -> HttpRequest:
    """A request as the middlewares hand it to a view."""
    request: HttpRequest = getattr(RequestFactory(), method)(path, sent)
    request.user = SimpleNamespace(is_authenticated=who is not None, pk=7)  # type: ignore[assignment]
    request.desk = who  # type: ignore[attr-defined]
    request.session = SimpleNamespace(session_key="k", get=lambda *_: None)  # type: ignore[assignment]
    return request


@contextmanager
def answering() -> Iterator[None]:
    """The queries answer with the samples; today is the samples' day."""
    deposit_list = [samples.POSTED, samples.READING, samples.REFUSED]
    by_number = {each.number: each for each in deposit_list}
    answers: list[tuple[object, str, Callable[..., object]]] = [
        (clock, "now", lambda: samples.NOW),
        # Nobody is counted: a page is made without a database.
        (rates, "may_ask", lambda **_: True),
        (search, "count_persons_read", lambda **_: None),
        (contributions, "deposit", lambda *, number, **_: by_number[number]),
        (contributions, "deposits", lambda **_: deposit_list),
        (contributions, "declaration", lambda **_: samples.DECLARATION),
        (contributions, "declaration_lines", lambda **_: samples.LINES),
        (account_queries, "situation", lambda **_: samples.ACCOUNT),
        (contributions, "faults", lambda **_: list(samples.REFUSED.faults)),
        (contribution_careers, "view", lambda **_: samples.CAREER),
        (contribution_queue, "counts", lambda **_: samples.QUEUE_COUNTS),
        (contribution_queue, "groups", lambda **_: samples.WAITING),
        (contribution_queue, "groups_with_proposals", lambda **_: samples.WAITING),
        (contribution_queue, "group", lambda **_: samples.WAITING[0]),
        (contribution_queue, "lines", lambda **_: samples.WAITING_LINES),
        (registry, "person", lambda **_: samples.PERSON),
        (registry, "file_names", lambda **_: {("person", "3140072556"): "TALLA FOTSO Jean-Paul"}),
        (known, "count_persons_read", lambda **_: None),
        (desk, "waiting_registrations", lambda **_: [samples.PERSON]),
        (registry, "employer", lambda **_: samples.EMPLOYER),
        (registry, "employers", lambda **_: [("0448021700", "Savonnerie du Wouri SA", "active")]),
        (registry, "acts_on", lambda **_: samples.HISTORY),
        (registry, "employments_of_person", lambda **_: samples.EMPLOYMENTS[:1]),
        (registry, "employees_of_employer", lambda **_: samples.EMPLOYMENTS),
        (
            registry,
            "search",
            lambda **_: [
                Found("person", "3140072556", "TALLA FOTSO Jean-Paul", Why.SOUND, 1981),
                Found("employer", "0448021700", "Savonnerie du Wouri SA", Why.NAME),
            ],
        ),
        (act_queries, "act", lambda **_: samples.ACT),
        (act_queries, "acts", lambda **_: samples.SUMMARIES),
        (act_queries, "proposals", lambda **_: [samples.PROPOSAL]),
        (act_queries, "proposal", lambda **_: samples.PROPOSAL),
        (holders, "people", lambda **_: samples.PEOPLE),
        (holders, "person_here", lambda **_: samples.PEOPLE[0]),
        (holders, "grants_here", lambda **_: []),
        (holders, "people_then", lambda **_: [("Awa", "a.b", samples.PEOPLE[0].roles)]),
        (users, "agencies", lambda _on: {"DLA": "Bonanjo"}),
        (access, "tokens_of", lambda **_: samples.TOKENS),
        (access, "sessions_of", lambda **_: samples.SESSIONS),
        (users, "acts_touching", lambda **_: samples.SUMMARIES),
        (users, "factors_by_login", lambda *, logins: dict.fromkeys(logins, samples.FACTORS)),
        (users, "delegations", lambda **_: [samples.DELEGATION]),
        (delegations, "concerning", lambda _desk: [samples.DELEGATION]),
        (delegations, "usable", lambda _desk: [samples.DELEGATION]),
        (users, "policies", lambda **_: [RolePolicy(Role.VERIFIER, is_required=True)]),
        (users, "providers", lambda **_: [samples.PROVIDER]),
        (identity_queries, "providers", lambda **_: [samples.PROVIDER]),
        (identity_queries, "identities", lambda **_: [samples.IDENTITY]),
        (sign_in, "all_providers", lambda **_: [samples.PROVIDER]),
        (proving, "providers_for", lambda **_: [samples.PROVIDER]),
        (factors, "factors_of", lambda **_: samples.FACTORS),
        (factors, "due_at", lambda **_: samples.NOW + timedelta(days=9)),
        (second_step.operations, "offer_app", lambda **_: AppSecret("ABCD EFGH", "otpauth://x")),
        (passkeys, "asked", lambda *_: "{}"),
        (passkeys, "keep", lambda *_: "{}"),
        (passkeys, "site", lambda _request: PasskeySite("localhost", "http://localhost")),
        (second_step.operations, "offer_passkey", lambda **_: None),
        (second_step.operations, "new_codes", lambda **_: ["abcd-efgh-jkmn"] * 10),
        (documents, "pieces", lambda **_: iter([b"Extrait n 12, <b>Douala</b>"])),
        (space, "employer_ids_of", lambda **_: {"0448021700": 7}),
        (space, "names_of", lambda **_: {7: ("0448021700", "Savonnerie du Wouri SA")}),
        (space, "aged_balance", lambda **_: SimpleNamespace(rows=[samples.ACCOUNT.aged])),
        (deposits, "profiles", lambda **_: []),
        (
            correctives,
            "versions",
            lambda *, declaration_number, **_: [
                replace(samples.VERSION, number=declaration_number)
            ],
        ),
        (space, "next_due", lambda **_: (Month(2026, 11), date(2026, 12, 15))),
        (
            space,
            "dues",
            lambda *, employer_numbers, **_: dict.fromkeys(
                employer_numbers, (Month(2026, 11), date(2026, 12, 15))
            ),
        ),
        (space, "missing_months", lambda **_: [samples.MISSING]),
        (space, "declared_in", lambda **_: frozenset()),
        (space, "declaring_in", lambda employer_numbers, **_: employer_numbers),
        (desk.collection, "suspense_total", lambda: (2, 150_000)),
        (desk, "funds_of", lambda **_: [samples.FUND]),
        (desk, "tasks", lambda _desk: [Task("Lot P-1 : Viser", "/lots/P-1")]),
        (
            persons,
            "_benefits",
            lambda *_: {"claims": [samples.CLAIM], "awards": [], "injuries": []},
        ),
        *rendered_affiliations.answers(),
        *rendered_basket.answers(),
        *rendered_exchange.answers(),
        *rendered_files.answers(),
        *rendered_money.answers(),
    ]
    with ExitStack() as stack:
        for module, name, answer in answers:
            stack.enter_context(mock.patch.object(module, name, answer))
        yield


Page = Callable[[], HttpResponse]


def pages() -> dict[str, Page]:
    """Every page by name: a call makes it, within `answering`."""
    every, clerk = samples.EVERYTHING, samples.CLERK
    number = samples.POSTED.number

    def get(
        view: Callable[..., HttpResponse], path: str, who: Desk | None, **named: object
    ) -> Page:
        return lambda: view(request_of(path, who), **named)

    return {
        "home": get(home.home, "/", None),
        "sign-in": get(sign_in.sign_in, "/sign-in", None),
        "sign-in-wrong": _wrong_sign_in,
        "desk": get(desk.desk, "/desk", every),
        "desk-clerk": get(desk.desk, "/desk", clerk),
        "deposits": get(deposits.deposits, "/deposits", every),
        "deposit-new": get(deposits.new_deposit, "/deposits/new", clerk),
        "deposit-new-wrong": lambda: deposits.new_deposit(
            request_of("/deposits/new", clerk, method="post", deposited_on="31/02/2026")
        ),
        "deposit-posted": get(deposits.deposit, f"/deposits/{number}", every, number=number),
        "deposit-reading": get(
            deposits.deposit, "/deposits/x", every, number=samples.READING.number
        ),
        "deposit-refused": get(
            deposits.deposit, "/deposits/x", every, number=samples.REFUSED.number
        ),
        "receipt": get(deposits.receipt, f"/receipts/{number}", every, number=number),
        "declaration": get(declarations.declaration, "/declarations/x", every, number="x"),
        "employers": get(employers.employers, "/employers", every),
        "employer": get(employers.employer, "/employers/x", every, number="0448021700"),
        "employer-past": get(
            employers.employer, "/employers/x?on=32/01/2025", every, number="0448021700"
        ),
        "account": get(accounts.account, "/employers/x/account", clerk, number="0448021700"),
        "person": get(persons.person, "/persons/x", every, number="3140072556"),
        "person-past": get(
            persons.person,
            "/persons/x?on=01/10/2025&known_at=15102025",
            every,
            number="3140072556",
        ),
        "career": get(careers.statement, "/persons/x/career?year=all", every, number="3140072556"),
        "queue": get(queue.waiting, "/queue?month=2026&text=talla", every),
        "queue-clerk": get(queue.waiting, "/queue", clerk),
        "queue-group": get(queue.group, "/queue/group?employer=0448021700&number=1", every),
        "acts": get(acts.acts, "/acts", every),
        "act": get(acts.act, "/acts/x?done=1", every, number="A-2026-018447"),
        "proposal": get(proposals.proposal, "/proposals/x", every, number="P-2026-000012"),
        "act-form": get(
            act_forms.new_act,
            "/acts/new/affiliate_employer",
            every,
            act_type_code="affiliate_employer",
        ),
        "act-evidence": get(
            evidence.of_act, "/acts/x/evidence/4", every, number="A-2026-018447", document=4
        ),
        "act-form-wrong": lambda: act_forms.new_act(
            request_of("/acts/new/hire", every, method="post", **{"act-effective_on": "demain"}),
            act_type_code="hire",
        ),
        "users": get(users.users, "/users", samples.ADMINISTRATOR),
        "users-past": get(
            users.users, "/users?on=01/10/2025&known_at=15102025", samples.ADMINISTRATOR
        ),
        "users-wrong": _wrong_user,
        "user": get(users.user, "/users/x", samples.ADMINISTRATOR, login="s.fouda"),
        "identity-providers": get(
            identities.providers, "/identity-providers", samples.ADMINISTRATOR
        ),
        "proved": lambda: render(request_of("/", None), "proved.html", {"next": "/desk"}),
        "my-account": get(my_account.my_account, "/my-account", every),
        "my-factors": get(second_step.my_factors, "/my-account/second-step", every),
        "my-factors-app": lambda: second_step.my_factors(
            request_of("/my-account/second-step", every, method="post", change="app")
        ),
        "my-factors-passkey": lambda: second_step.my_factors(
            request_of("/my-account/second-step", every, method="post", change="passkey")
        ),
        "sign-in-code": lambda: second_step.code_page(request_of("/", None), 7, "/desk"),
        "my-factors-codes": lambda: second_step.my_factors(
            request_of("/my-account/second-step", every, method="post", change="codes")
        ),
        "prove": lambda: proving.asked(
            request_of("/users", every, method="post", name="Awa"), wrong="Non."
        ),
        "my-password": get(my_account.password, "/my-account/password", every),
        "my-password-wrong": lambda: my_account.password(
            request_of("/my-account/password", every, method="post", new="a", again="b")
        ),
        "search": get(search.search, "/search?q=talla", every),
        "search-empty": get(search.search, "/search", every),
        "not-found": lambda: errors.not_found(request_of("/x", None)),
        "forbidden": lambda: errors.forbidden(request_of("/x", every)),
        "server-error": lambda: errors.server_error(request_of("/x", None)),
        "too-large": lambda: errors.too_large(request_of("/x", clerk), 256),
        **rendered_affiliations.pages(get),
        **rendered_basket.pages(get),
        **rendered_exchange.pages(get),
        **rendered_files.pages(get),
        **rendered_law.pages(get),
        **rendered_money.pages(get),
    }


def _wrong_user() -> HttpResponse:
    with mock.patch.object(users.transaction, "atomic", nullcontext):
        return users.users(
            request_of("/users", samples.ADMINISTRATOR, method="post", login="é", name="Awa")
        )


def _wrong_sign_in() -> HttpResponse:
    request = request_of("/sign-in", None, method="post", name="a.belinga", password="faux")
    with (
        mock.patch.object(sign_in, "authenticate", return_value=None),
        mock.patch.object(sign_in, "sign_in_wait", return_value=timedelta(0)),
        mock.patch.object(sign_in.access, "count_sign_in_failure"),
    ):
        return sign_in.sign_in(request)


def html_of(name: str, language: str = "fr") -> str:
    """The text of a page in a language."""
    with answering(), translation.override(language), timezone.override(clock.zone("CM")):
        return pages()[name]().content.decode()
