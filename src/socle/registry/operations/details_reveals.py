"""Reading whole what pages show by its end: an act with a motive, so many an hour.

French: lecture en entier. The person finds it among the readings of their file.
"""

from datetime import timedelta

from socle.kernel.errors import NotKnown, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.queries import done_lately
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.operations.details_accounts import Perform
from socle.registry.queries.details import accounts, contact, holder, reveals_an_hour
from socle.registry.queries.people import person
from socle.registry.types.details import mask

# Whole readings of every kind count together: who copies does not mind which.
REVEALS = ("reveal_account", "reveal_employer_account", "reveal_identity")


def revealing(kind: str) -> Perform:
    """The act by which somebody reads an account number whole, and says why.

    Raises:
        NotKnown: no such file.
        Refused: there is no account, or too many were read within the hour.
    """

    def reveal(request: ActRequest) -> ActAnswer:
        number = request.fields["number"]
        with performing(
            request, subject_kind=kind, subject_number=number, locks=_locks(request)
        ) as act:
            _require_few(request, act)
            whose = holder(kind=kind, number=number)
            rows = accounts(whose)
            if not rows:
                raise Refused("details.no_account", number=number)
            act.after = {"account": mask(rows[-1]["whole"])}
            return act.answer()

    return reveal


def reveal_identity(request: ActRequest) -> ActAnswer:
    """Lets its author read a person's identity number and telephone whole, and says why.

    Raises:
        NotKnown: nobody has that number.
        Refused: there is neither, or too many were read within the hour.
    """
    number, on = request.fields["number"], request.effective_on
    with performing(
        request, subject_kind="person", subject_number=number, locks=_locks(request)
    ) as act:
        _require_few(request, act)
        reached = contact(number=number, on=on, known_at=None)
        said = {
            "national_id": person(number=number, on=on, known_at=None).national_id,
            "phone": reached.phone if reached else "",
        }
        act.after = {name: mask(value) for name, value in said.items() if value}
        if not act.after:
            raise NotKnown("details.nothing_hidden", number=number)
        return act.answer()


def _locks(request: ActRequest) -> tuple[str, ...]:
    return (f"reader:{request.desk.user_id}",)


def _require_few(request: ActRequest, act: ActInProgress) -> None:
    most = reveals_an_hour().value
    since = act.recorded_at - timedelta(hours=1)
    if done_lately(types=REVEALS, user_id=request.desk.user_id, since=since) >= most:
        raise Refused("details.reveal_too_many", most=most)
