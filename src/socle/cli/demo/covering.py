"""The covers of the demonstration: one person of each category, some of whom are not covered."""

from datetime import date, timedelta
from typing import Any

from socle.cli.demo.office import Office
from socle.cli.demo.story import Story
from socle.countries.registry import country

# Who is told, as what, the monthly amount notified, the household's score: all invented.
_PEOPLE = (
    ("LAHLOU Brahim", "pensioner", "", ""),
    ("OUAZZANI Hind", "student", "", ""),
    ("BERRADA Mina", "tadamon", "", "8,412"),
    ("ZEROUAL Said", "tadamon", "", "9,741"),  # excluded by a new score
    ("MEKOUAR Samira", "achamil", "150", "9,902"),  # has not paid beforehand
    ("SABRI Younes", "self_employed", "252", ""),  # has paid nothing yet
)
_BORN = date(1979, 3, 14)


def tell(office: Office, told: Story) -> None:
    """Opens a cover of each category, where the country's rules were read; leaves one double."""
    if country(office.fund.country).coverage is None:
        return
    since = date(told.today.year, 1, 1)
    number = ""
    for rank, (name, category, amount, score) in enumerate(_PEOPLE):
        family_name, given_names = name.split(" ")
        born = {"birth_on": (_BORN + timedelta(days=400 * rank)).isoformat()}
        number = _act(office, "immat", f"person:{rank}", "register_person", since,
                      family_name=family_name, given_names=given_names, **born)  # fmt: skip
        said = {"person": number, "category": category}
        said |= {"monthly_amount": amount} if amount else {}
        _act(office, "famille", f"open:{rank}", "open_coverage", since, **said)
        if score:
            scored = told.today - timedelta(days=60)
            said = {"person": number, "score": score}
            _act(office, "famille", f"score:{rank}", "record_household_score", scored, **said)
    # The last is covered by another body too: the list of doubles tells it.
    said = {"person": number, "benefit": "health", "body": "CNOPS"}
    _act(office, "famille", "double", "record_other_cover", since, **said)


def _act(office: Office, desk: str, key: str, code: str, on: date, **fields: Any) -> str:
    second = office.desk("verif")
    done = office.act(
        office.desk(desk), code, on=on, key=f"covering:{key}", second=second, **fields
    )
    return done.subject
