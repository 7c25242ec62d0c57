"""The fund's side of money: bank statements, the counter, mobile money, matching by hand."""

from collections.abc import Sequence
from datetime import date

from socle.cli.demo.bank import Movement, statement, written
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.paying import Payment
from socle.cli.demo.story import Story
from socle.collection.operations.partners import Notice, notify_payment
from socle.collection.queries import unmatched
from socle.kernel.months import Month
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.acts.progress import AlreadyDone

_PARTNER = "argent-mobile"
_FLOAT = {"XAF": 50_000, "MAD": 200_000}
_FEES = {"XAF": 12_500, "MAD": 8_000}
_MOST_RECEIPTS = 6  # of a day at the counter
STRAYS_LEFT = 2  # the last strays wait in suspense for a person


def register_partner(office: Office, told: Story) -> None:
    """The mobile-money operator, invented, that tells the fund of payments."""
    office.act(
        office.desk("admin"),
        "register_partner",
        on=told.months[0].first_day,
        key="partner",
        partner=_PARTNER,
        name="Argent Mobile (partenaire fictif)",
    )


def post_statement(
    office: Office, told: Story, month: Month, paid: Sequence[Payment], opening: int
) -> int:
    """Posts the bank's file of a month; returns the balance it closes with."""
    currency, on = office.fund.currency, min(month.last_day, told.today)
    name = f"RELEVE-{month}"
    moves = [
        Movement(each.on, each.amount, each.text, each.payer, each.account, f"{name}-{each.key}")
        for each in sorted(paid, key=lambda each: (each.on, each.key))
    ]
    moves.append(Movement(on, -_FEES[currency], "FRAIS DE TENUE", "BANQUE", "", f"{name}-FRAIS"))
    content = statement(told.law, currency, moves, name=name, opening=opening, on=on)
    office.act(
        office.desk("comptes"),
        "post_statement",
        on=on,
        key=f"statement:{month}",
        paper=Paper(f"{name.lower()}.xml", content),
    )
    return opening + sum(each.amount for each in moves)


def match_strays(office: Office, strays: dict[str, str], on: date) -> None:
    """The officer says whose a payment is that no rule understood; `strays`: text to employer."""
    with fund_scope(office.fund.id):
        waiting = {each.label: each.number for each in unmatched(limit=200)}
    for text, employer in strays.items():
        if number := waiting.get(text):
            office.act(
                office.desk("comptes"),
                "match_payment",
                on=on,
                key=f"match:{number}",
                payment=number,
                employer=employer,
            )


def counter_day(
    office: Office, paid: Sequence[Payment], on: date, *, is_left_open: bool, missing: int = 0
) -> None:
    """A cashier's day: what was taken on it, counted and closed in the evening."""
    desk, currency = office.desk("caisse"), office.fund.currency
    opening = _FLOAT[currency]
    key = f"counter:{on}"
    office.act(
        desk, "open_cash_day", on=on, key=f"{key}:open", opening_float=written(opening, currency)
    )
    taken = paid[:_MOST_RECEIPTS]
    for each in taken:
        office.act(
            desk,
            "receive_payment",
            on=on,
            key=f"{key}:{each.key}",
            reference=each.text if each.text[:1].isdigit() else "",
            employer=each.employer,
            amount=written(each.amount, currency),
            means="cash",
            payer=each.payer,
        )
    if not is_left_open:
        counted = opening + sum(each.amount for each in taken) - missing
        office.act(
            desk, "close_cash_day", on=on, key=f"{key}:close", counted=written(counted, currency)
        )


def take_cheque(office: Office, paid: Payment, on: date) -> None:
    """A cheque at the counter, that the bank has not credited yet."""
    office.act(
        office.desk("caisse"),
        "receive_payment",
        on=on,
        key=f"cheque:{on}",
        employer=paid.employer,
        amount=written(paid.amount, office.fund.currency),
        means="cheque",
        cheque_number="0041237",
        bank="Banque fictive",
        payer=paid.payer,
    )


def mobile_money(office: Office, paid: Sequence[Payment], today: date) -> None:
    """What the partner tells of, payment by payment."""
    login = f"partner:{office.fund.code}:{_PARTNER}"
    for each in paid:
        notice = Notice(
            transaction_id=f"MM-{each.key}",
            amount=each.amount,
            reference=each.text,
            value_on=each.on,
            payer_account=f"TEL-{each.account[-6:]}",
            payer_name=each.payer,
        )
        with fund_scope(office.fund.id):
            desk = desk_of_login(login=login, fund_code=office.fund.code)
            try:
                notify_payment(desk=desk, partner=_PARTNER, notice=notice, today=today)
            except AlreadyDone:
                continue
