"""What a form offers is said in words, never by a code; what is refused, where it was typed."""

from datetime import date

import pytest
from django.template import Context
from django.utils import translation
from tests import factories

from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.catalogue import act_type, catalogue
from socle.platform.acts.controls import located
from socle.platform.acts.types import ActRequest
from socle.registry.types.details import mask
from socle.web.act_fields import asked_fields, wrong_dates, wrong_fields
from socle.web.templatetags.socle import value_label

# Codes that people know as such: a risk group, a class, the code of an agency.
SHORT = 2
# Codes that are the word itself.
WORDS = frozenset({"accident", "kafala", "point"})


@pytest.mark.parametrize(("code", "scheme"), [("CM", "cnps"), ("MA", "cnss"), ("BJ", "cnss")])
def test_every_choice_of_every_act_is_said_in_words(code: str, scheme: str, db: None) -> None:
    fund = factories.agency(code, scheme=scheme).fund
    context = Context({"country": code})
    with fund_scope(fund.id), translation.override("fr"):
        bare = {
            (kind.code, field.name, value)
            for kind in catalogue()
            if kind.is_offered(fund)
            for field in kind.fields(fund)
            for value in (field.choices(fund) if field.choices else ())
            if len(value) > SHORT
            and value not in WORDS
            and value_label(context, field.name, value) == value
        }
    assert not bare, "\n".join(map(str, sorted(bare)))


def told(desk: Desk, code: str, error: Refused, **fields: str) -> dict[str, str]:
    """Where a form tells what refused an act, and in which words."""
    kind, on = act_type(code), date.fromisoformat(fields.pop("on", "2026-01-05"))
    with (
        pytest.raises(Refused) as refused,
        located(kind, ActRequest(desk, code, fields, on, "", "k")),
    ):
        raise error
    return wrong_fields(refused.value, asked_fields(kind, desk.fund, {}), kind, desk.fund)


def test_a_refusal_is_said_where_what_it_tells_was_typed_with_days_as_people_write_them(
    db: None,
) -> None:
    desk = factories.agency("CM").registration
    with fund_scope(desk.fund.id), translation.override("fr"):
        fields = {"family_name": "NGONO", "birth_on": "2030-02-01"}
        birth = Refused("registry.birth_to_come", birth="2030-02-01")
        wrong = told(desk, "register_person", birth, **fields)
        assert list(wrong) == ["birth_on"]
        assert "01/02/2030" in wrong["birth_on"]
        asked = asked_fields(act_type("register_person"), desk.fund, {})
        unknown = Refused("registry.birth_to_come", birth="2030-03-01")
        assert list(told(desk, "register_person", unknown, **fields)) == [asked[0].name]
        # A secret is told by its end; a word of a list less than what was written.
        account = {"number": "1", "account": "10001000010000000000012"}
        masked = Refused("details.account_wrong", account=mask(account["account"]))
        assert list(told(desk, "change_account", masked, **account)) == ["account"]
        name = {"name_kind": "usual", "script": "arabic", "family_name": "NGONO"}
        script = Refused("registry.script_differs", name="NGONO", script="arabic")
        assert list(told(desk, "record_name", script, **name)) == ["family_name"]
        named = Refused("details.channel_without_address").at("channel")
        assert list(told(desk, "change_contact", named, number="1")) == ["channel"]
        typed = dict.fromkeys((each.name for each in asked), "")
        said = [
            wrong_dates(asked, typed | {"birth_on": text, "effective_on": "01/02/2026"})["birth_on"]
            for text in ("31/02/1990", "hier", "31/12/9999")
        ]
        assert "n’existe pas" in said[0]
        assert "JJ/MM/AAAA" in said[1]
        assert said[2] == said[0]
        # A day of effect to come is refused where it was typed.
        death = Refused("registry.death_to_come", died="2030-02-01")
        wrong = told(desk, "declare_death", death, number="1", on="2030-02-01")
        assert list(wrong) == ["effective_on"]
