"""What a form offers is said in words, never by a code; what is refused, where it was typed."""

import pytest
from django.template import Context
from django.utils import translation
from tests import factories

from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.catalogue import act_type, catalogue
from socle.registry.types.details import mask
from socle.web.act_fields import asked_fields, told_fields, wrong_dates, wrong_fields
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


def test_a_refusal_is_said_where_what_it_tells_was_typed_with_days_as_people_write_them(
    db: None,
) -> None:
    fund, kind = factories.agency("CM").fund, act_type("register_person")
    with fund_scope(fund.id), translation.override("fr"):
        asked = asked_fields(kind, fund, {})
        sent = {"family_name": "NGONO", "birth_on": "2030-02-01"}
        error = Refused("registry.birth_to_come", birth="2030-02-01")
        wrong = wrong_fields(error, asked, kind, fund, sent)
        assert list(wrong) == ["birth_on"]
        assert "01/02/2030" in wrong["birth_on"]
        assert list(wrong_fields(error, asked, kind, fund)) == [asked[0].name]
        masked = Refused("details.account_wrong", account=mask("10001000010000000000012"))
        sent = {"number": "1", "account": "10001000010000000000012"}
        assert list(wrong_fields(masked, asked, kind, fund, sent)) == ["account"]
        typed = dict.fromkeys((each.name for each in asked), "")
        said = [
            wrong_dates(asked, typed | {"birth_on": text, "effective_on": "01/02/2026"})["birth_on"]
            for text in ("31/02/1990", "hier", "31/12/9999")
        ]
        assert "n’existe pas" in said[0]
        assert "JJ/MM/AAAA" in said[1]
        assert said[2] == said[0]
        # A day of effect to come is refused where it was typed.
        asked = asked_fields(act_type("declare_death"), fund, {})
        sent = told_fields(asked, {"number": "1", "motive": "", "effective_on": "01/02/2030"})
        error = Refused("registry.death_to_come", died="2030-02-01")
        assert list(wrong_fields(error, asked, kind, fund, sent)) == ["effective_on"]
