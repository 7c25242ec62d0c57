"""Setting the fund's own figures of recovery, and the language of an employer's letters."""

from psycopg.types.range import DateRange

from socle.arrears.facts import LANGUAGE, RULE
from socle.arrears.queries.rules import convention, rules
from socle.kernel.errors import Refused
from socle.platform.acts.fields import whole
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of
from socle.registry.queries import employer_id


def set_recovery_rule(request: ActRequest) -> ActAnswer:
    """Sets a figure that the law leaves to the fund, from a day on.

    Raises:
        NotKnown: no such rule.
        Refused: the figure is out of bounds.
    """
    name, on = request.fields["rule"], request.effective_on
    said = convention(name)
    with performing(
        request, subject_kind="recovery_rule", subject_number=name, locks=(f"rule:{name}",)
    ) as act:
        value = whole(request.fields["value"])
        if not said.least <= value <= said.most:
            raise Refused(
                "arrears.rule_out_of_bounds", read=value, least=said.least, most=said.most
            )
        act.before = {"value": str(rules(on=on)[name].value)}
        assign(
            RULE,
            fund_id=request.desk.fund.id,
            key={"name": name},
            values={"value": str(value)},
            valid=DateRange(on, None),
        )
        act.after = {"value": str(value)}
        return act.answer()


def choose_letter_language(request: ActRequest) -> ActAnswer:
    """Records the language in which an employer reads our letters, from a day on.

    Raises:
        NotKnown: there is no such employer.
    """
    number, on = request.fields["employer"], request.effective_on
    with performing(request, subject_kind="employer", subject_number=number) as act:
        key = {"employer_id": employer_id(number)}
        now = as_of(LANGUAGE, on=on, known_at=None, where=key)
        act.before = {"language": now[0]["language"]} if now else {}
        assign(
            LANGUAGE,
            fund_id=request.desk.fund.id,
            key=key,
            values={"language": request.fields["language"]},
            valid=DateRange(on, None),
        )
        act.after = {"language": request.fields["language"]}
        return act.answer()
