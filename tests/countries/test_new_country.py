"""The central promise: a new country is one folder, copied from the template and filled."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests import factories
from tests.conftest import NOW, TODAY

import socle.countries
from socle.contributions import queries
from socle.contributions.forms import Row, deposit_form
from socle.countries.registry import countries, country
from socle.kernel.check_digits import mod_97_10
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.registry.queries import employer

_TEMPLATE = Path(socle.countries.__file__).parent / "_template"
_EMPLOYER, _PERSON = "1234567890", "11223344" + mod_97_10("11223344")
_OLD_AGE = """
employee_rate:
  unit: percent
  term: vieillesse, part du travailleur
  values:
    - {value: "5", from: 2020-01-01, law: an example, source: [gazette], status: confirmed}
ceiling:
  unit: amount
  term: plafond mensuel
  values:
    - {value: "150000", from: 2020-01-01, law: an example, source: [gazette], status: confirmed}
"""
_DECLARATION = """
due_day:
  unit: count
  term: jour du mois suivant
  values:
    - {value: "10", from: 2020-01-01, source: [gazette], status: confirmed}
due_date_move:
  unit: text
  term: jour non ouvrable
  values:
    - {value: not_moved, from: 2020-01-01, source: [gazette], status: confirmed}
periodicity:
  unit: text
  term: périodicité
  values:
    - {value: by_headcount, from: 2010-01-01, source: [gazette], status: confirmed}
monthly_from_employees:
  unit: count
  term: effectif
  values:
    - {value: "5", from: 2010-01-01, source: [gazette], status: confirmed}
"""
_FILLED = """
    due_day="fund.declaration.due_day",
    due_date_move="fund.declaration.due_date_move",
    periodicity="fund.declaration.periodicity",
    monthly_from="fund.declaration.monthly_from_employees",
    credits={"old_age": DaysAsDeclared()},
)
"""


@pytest.fixture
def new_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The template under a code that nobody has, in a place of its own, with an invented law."""
    folder = tmp_path / "xa"
    shutil.copytree(_TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    identity = folder / "country.yaml"
    identity.write_text(identity.read_text("utf-8").replace("code: XX", "code: XA"), "utf-8")
    law = folder / "parameters" / "fund"
    (law / "old_age.yaml").write_text(_OLD_AGE, "utf-8")
    (law / "declaration.yaml").write_text(_DECLARATION, "utf-8")
    scheme = folder / "schemes" / "fund.py"
    written = scheme.read_text("utf-8").rstrip().removesuffix(")")
    head = "from socle.rules.insurance import DaysAsDeclared\nfrom socle.rules.inputs import"
    written = written.replace("from socle.rules.inputs import", head) + _FILLED.lstrip("\n")
    scheme.write_text(written, "utf-8")
    monkeypatch.setattr(socle.countries, "__path__", [*socle.countries.__path__, str(tmp_path)])
    yield "XA"
    country.cache_clear()


def test_a_copied_and_filled_template_takes_a_declaration_to_the_account(
    db: None, new_country: str
) -> None:
    assert new_country in countries()
    place = factories.agency(new_country, scheme="fund")
    factories.act(
        place.registration,
        "affiliate_employer",
        number=_EMPLOYER,
        legal_name="Comptoir du Delta",
        headcount="3",
    )
    factories.person(place, _PERSON)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, _EMPLOYER)
    with fund_scope(place.fund.id):
        done = deposit_form(
            desk=clerk,
            employer_number=_EMPLOYER,
            month=Month(2026, 2),
            rows=(Row(_PERSON, "ALAOUI Fatima", "30", "200 000"),),
            deposited_on=TODAY,
            key="first",
            at=NOW,
        )
        account = queries.account(employer_number=_EMPLOYER, known_at=None)
        affiliated = employer(number=_EMPLOYER, on=TODAY, known_at=None)
    assert done.status == "posted"
    assert affiliated.filing_regime == "quarterly"  # three employees: fewer than the law's five
    [february] = account.months
    assert (february.month, february.due_on) == ("2026-02", date(2026, 3, 10))
    assert february.by_branch == {"old_age": 7_500}
