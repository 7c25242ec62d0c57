"""Numbers for life: which a registration is given, and how the fund makes them."""

from psycopg.types.range import DateRange

from socle.countries.registry import country
from socle.kernel.errors import Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.registry.facts import NUMBERS
from socle.registry.queries.numbers import INSURED, next_number, number_scheme
from socle.registry.subjects import checked_number


def number_for(request: ActRequest) -> str:
    """The number that a registration bears: the one it gives, else the next of the fund.

    Raises:
        Refused: the number's key is wrong, or the fund types its numbers and none is given.
    """
    fund, given = request.desk.fund, request.fields.get("number", "")
    if not given:
        number = next_number(fund=fund, scheme=number_scheme(fund=fund))
        if number is None:
            raise Refused("registry.number_by_hand").at("number")
        return number
    number = checked_number(request, "insured_number", given)
    law = country(fund.country)
    if law.identifiers["insured_number"].validate(number).valid is None:
        # Nobody can judge it but the fund, if it is one of those that it makes itself.
        made = law.insured_numbers.scheme(number_scheme(fund=fund))
        if made is not None and made.judges(number) is False:
            raise Refused("registry.number_wrong", number=number).at("number")
    return number


def set_numbering(request: ActRequest) -> ActAnswer:
    """Sets how the fund makes its insured numbers, from a day on (schéma de numérotation).

    Raises:
        NotKnown: the country has no such scheme.
    """
    fund, scheme = request.desk.fund, request.fields["scheme"]
    country(fund.country).insured_numbers.scheme(scheme)
    with performing(request, subject_kind="fund", subject_number=fund.code) as act:
        act.before = {"scheme": number_scheme(fund=fund, on=request.effective_on)}
        assign(
            NUMBERS,
            fund_id=fund.id,
            key={"kind": INSURED},
            values={"scheme": scheme},
            valid=DateRange(request.effective_on, None),
        )
        act.after = {"scheme": scheme}
        return act.answer()
