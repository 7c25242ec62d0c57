"""Tunisia's contributions, computed again by openfisca-tunisia, which read the law for itself.

It is installed in an environment of its own, as its versions are not ours. The packages of Mali,
Côte d'Ivoire and Senegal that can be installed have no rule of contributions: no second opinion.
Amounts there are single-precision: they may differ by the rounding of one millime.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from socle.countries.registry import country
from socle.kernel.months import Month

HERE = Path(__file__).parent

# Ours: theirs, by payer. What a scheme of ours has not read (`docs/law/tn.md`) is not asked.
NAMES = {
    "old_age": "retraite",
    "health": "maladie",
    "maternity": "maternite",
    "death": "deces",
    "family": "famille",
    "work_injury": "accident_du_travail",
    "workers_protection": "protection_sociale_travailleurs",
    "unemployment": "perte_d_emploi",
}
PAYERS = {"employer": "employeur", "employee": "salarie"}
SCHEMES = {"cnss_rsna": "rsna", "cnss_rsa": "rsa", "cnss_rtns": "rtns"}
# Before and after each change that either of the two knows.
MONTHS = {
    "cnss_rsna": ["2003-03", "2007-06", "2008-01", "2010-01", "2016-01", "2024-12", "2025-06"],
    "cnss_rsa": ["2016-01", "2025-06"],
    "cnss_rtns": ["2011-01", "2025-06"],
}
ASKED = [(scheme, month) for scheme, months in MONTHS.items() for month in months]


def their_name(name: str, payer: str) -> str:
    return "fonds_special_etat" if name == "state_fund" else f"{NAMES[name]}_{PAYERS[payer]}"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter that has the other program."""
    place = tmp_path_factory.mktemp("openfisca")
    uv = Path(sys.executable).with_name("uv")  # the launcher's own installer
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, place], check=True)
    interpreter = place / "bin" / "python"
    command = [uv, "pip", "install", "-q", "--require-hashes", "--python", interpreter]
    done = subprocess.run(
        [*command, "-r", HERE / "requirements.lock"], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("openfisca-tunisia could not be installed: no package index to be reached?")
    return interpreter


@pytest.mark.slow
def test_contributions_agree_with_openfisca(other: Path) -> None:
    here = country("TN")
    # To the millime, below and above every threshold; single precision holds them to a millime.
    wages = [*random.sample(range(1_000, 9_000_000), 40), 1_000_000, 6_000_000]
    ours = {
        (scheme, month): {
            wage: here.schemes[scheme].assess(Month.parse(month), wage, {}) for wage in wages
        }
        for scheme, month in ASKED
    }
    questions = [
        {
            "month": month,
            "scheme": SCHEMES[scheme],
            "wages": [wage / 1000 for wage in wages],
            "names": sorted(
                {
                    their_name(line.name or line.branch, line.payer)
                    for line in ours[scheme, month][wages[0]]
                }
            ),
        }
        for scheme, month in ASKED
    ]
    done = subprocess.run(
        [str(other), "-W", "ignore", str(HERE / "tunisia.py")],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    compared = 0
    for asked, theirs in zip(ASKED, json.loads(done.stdout), strict=True):
        for rank, wage in enumerate(wages):
            for line in ours[asked][wage]:
                name = their_name(line.name or line.branch, line.payer)
                said = round(theirs[name][rank] * 1000)
                assert abs(line.amount - said) <= 1, (asked, wage, name, line.amount, said)
                compared += 1
    assert compared > 40 * len(ASKED)
