"""What a form offers is said in words, in each language, never by a code."""

import pytest
from django.template import Context
from django.utils import translation
from tests import factories

from socle.platform.access.scope import fund_scope
from socle.platform.acts.catalogue import catalogue
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
