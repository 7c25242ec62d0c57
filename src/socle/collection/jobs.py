"""Background entry points of collection."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from socle.collection.operations.partners import CALL_WINDOW, forget_calls
from socle.collection.operations.payments import ALLOCATE, allocate_credits, employers_to_allocate
from socle.platform.access.operations import create_user
from socle.platform.access.queries import funds, has_user, require_user
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView
from socle.platform.acts.types import ActRequest

# In whose name what nobody asked for is done. Nobody can sign in to it.
_LOGIN, _NAME = "socle:imputation", "Imputation automatique"


@app.periodic(cron="*/10 * * * *")
@app.task(name="socle.collection.allocate_left_credits", queueing_lock="allocate_left_credits")
def allocate_left_credits(timestamp: int) -> None:
    """Lets credits pay the debts that came after them, one act an employer.

    A payment counts from its value date whenever it is allocated: a delay costs nobody anything.
    """
    for fund in funds():
        with fund_scope(fund.id):
            numbers = employers_to_allocate()
        for number in numbers:
            with fund_scope(fund.id):
                allocate_credits(_request(fund, number, timestamp))


@app.periodic(cron="17 * * * *")
@app.task(name="socle.collection.forget_partner_calls", queueing_lock="forget_partner_calls")
def forget_partner_calls(timestamp: int) -> None:
    """Forgets the signatures of calls whose timestamp would be refused anyway."""
    before = datetime.fromtimestamp(timestamp, UTC) - 2 * CALL_WINDOW
    for fund in funds():
        with fund_scope(fund.id):
            forget_calls(before=before)


def _request(fund: FundView, number: str, timestamp: int) -> ActRequest:
    if not has_user(login=_LOGIN):
        create_user(login=_LOGIN, full_name=_NAME, password=None)
    user_id = require_user(login=_LOGIN)
    return ActRequest(
        desk=Desk(user_id, _LOGIN, _NAME, fund, frozenset(), frozenset()),
        type=ALLOCATE,
        fields={"employer": number},
        effective_on=datetime.fromtimestamp(timestamp, UTC).date(),
        motive="",
        key=f"{ALLOCATE}:{number}:{timestamp}",
    )
