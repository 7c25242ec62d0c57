"""Where people of the demonstration are paid: an account that waits, a wallet, one stopped."""

from datetime import timedelta
from typing import Any

from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Story
from socle.kernel.check_digits import rib_key

# A bank of each country, and the beginning of an account there; the last digits and the key
# are made for each person.
_BANKS = {
    "CM": ("Banque fictive du Wouri", "10005000010000000"),
    "MA": ("Banque fictive de Casablanca", "007780000000000000"),
}
_PHONES = {"CM": "+23767700", "MA": "+21266123"}


def tell(office: Office, told: Story) -> None:
    """A bank account in its cooling-off days, a wallet, and an account that is stopped."""
    for rank, worker in enumerate(told.steady()[-3:], 1):
        number = worker.person.number
        _reached(office, told, number, rank)
        _account(office, told, number, rank)
        if rank == 3:
            office.act(
                office.desk("immat"),
                "stop_account",
                on=told.today,
                key=f"details:stopped:{number}",
                number=number,
            )
    _of_an_employer(office, told)


def _reached(office: Office, told: Story, number: str, rank: int) -> None:
    office.act(
        office.desk("immat"),
        "change_contact",
        on=told.today - timedelta(days=400),
        key=f"details:contact:{number}",
        number=number,
        phone=f"{_PHONES[told.law]}{rank:04d}",
        city={"CM": "Douala", "MA": "Casablanca"}[told.law],
        channel="sms",
        language="ar" if told.law == "MA" and rank == 1 else "fr",
    )


def _account(office: Office, told: Story, number: str, rank: int) -> None:
    """The second of the three is paid by telephone, the others at a bank."""
    wallet = {"account_kind": "wallet", "account": f"{_PHONES[told.law]}{rank:04d}"}
    said: dict[str, Any] = wallet if rank == 2 else _bank(told, rank)
    office.act(
        office.desk("immat"),
        "change_account",
        on=told.today,
        key=f"details:account:{number}",
        paper=_statement(number),
        second=office.desk("verif"),
        number=number,
        **said,
    )


def _of_an_employer(office: Office, told: Story) -> None:
    """Where the first employer is paid back."""
    number = told.employers[0].number
    office.act(
        office.desk("immat"),
        "change_employer_account",
        on=told.today,
        key="details:employer",
        paper=_statement(number),
        second=office.desk("verif"),
        number=number,
        **_bank(told, 9),
    )


def _bank(told: Story, rank: int) -> dict[str, Any]:
    bank, beginning = _BANKS[told.law]
    body = f"{beginning}{rank:04d}"
    return {"account_kind": "bank", "account": body + rib_key(body), "operator": bank}


def _statement(number: str) -> Paper:
    text = f"Releve d'identite bancaire fictif, {number}\n"
    return Paper("releve-identite.txt", text.encode(), "bank_statement")
