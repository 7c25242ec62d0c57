"""The page of each registry: a person has things happen there, and only from there."""

from urllib.parse import urlencode

import pytest
from tests.simulator.started import Heard, Started, registry

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MOTHER = "900000000103"


def sent(played: Started, headers: dict[str, str] | None = None, /, **fields: str) -> Heard:
    return played.ask("POST", "/", urlencode(fields).encode(), FORM | (headers or {}))


def shown(played: Started) -> str:
    answer = played.ask("GET", "/", None, {})
    assert answer.status == 200
    return answer.body.decode()


@pytest.mark.parametrize(
    ("what", "somebody", "form"),
    [
        ("civil", "TALLA Estelle", "live_birth"),
        ("identity", "TALLA Estelle", "standing"),
        ("companies", "Savonnerie synthétique du Littoral", "closure"),
        ("tax", "TALLA Estelle", "wage"),
        ("household", "SYN-H-0001", "score"),
        ("xroad", "Services", "failure"),
    ],
)
def test_each_registry_says_that_it_is_simulated_and_what_may_happen(
    what: str, somebody: str, form: str
) -> None:
    with registry(what) as played:
        page = played.ask("GET", "/", None, {})
        text = page.body.decode()
        assert "Registre simulé : les personnes et les entreprises sont inventées." in text
        assert somebody in text
        assert f'name="form" value="{form}"' in text
        assert "<script" not in text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://ailleurs.example"},
        {"Origin": "null"},
        {"Host": "ailleurs.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_page_elsewhere_has_nothing_happen(headers: dict[str, str]) -> None:
    with registry("civil") as civil:
        died = {"form": "death", "person": MOTHER, "on": "2026-10-01"}
        assert sent(civil, headers, **died).status == 403
        assert "2026-10-01" not in shown(civil)
        assert sent(civil, {"Origin": civil.url}, **died).status == 303
        assert "2026-10-01" in shown(civil)


def test_a_birth_of_the_page_is_in_the_register_and_what_cannot_be_is_said() -> None:
    with registry("civil") as civil:
        child = {"surname": "TALLA", "given_name": "<b>Ève</b>", "sex": "female"}
        sent(civil, form="live_birth", mother=MOTHER, on="2026-10-01", **child)
        page = shown(civil)
        assert "BRN-SIM-" in page
        assert "&lt;b&gt;Ève" in page
        assert "<b>Ève" not in page
        sent(civil, form="death", person="personne", on="2026-10-01")
        assert "Rien n’a été fait" in shown(civil)


def test_a_failure_of_the_page_is_played_and_ended() -> None:
    with registry("identity") as played:
        sent(played, form="failure", failure="down")
        statuses = [played.ask("GET", "/.well-known/jwks.json", None, {}).status for _ in range(6)]
        assert statuses == [503] * 5 + [200]
        sent(played, form="failure", failure="down")
        sent(played, form="failure", failure="none")
        assert played.ask("GET", "/.well-known/jwks.json", None, {}).status == 200
        assert "Plus aucune panne" in shown(played)


def test_wages_a_score_and_a_closure_of_the_page_are_what_is_answered() -> None:
    with registry("tax") as tax:
        said = {"employer": "M011500000901A", "month": "2026-09", "identity_number": "SYN1"}
        sent(tax, form="wage", surname="NEUF", given_name="Luc", gross="125000", **said)
        assert "NEUF Luc" in shown(tax)
        sent(tax, form="wage", surname="NEUF", given_name="Luc", gross="beaucoup", **said)
        assert "Rien n’a été fait" in shown(tax)
    with registry("household") as household:
        sent(household, form="score", group="SYN-H-0001", score="7.25")
        assert "<td>7.25</td>" in shown(household)
    with registry("companies") as companies:
        sent(companies, form="closure", company="M011500000901A", on="2026-10-02")
        assert "Radiée" in shown(companies)
