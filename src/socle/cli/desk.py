"""Who a command acts as: the account named, else the operator's own agent in the fund."""

from socle.kernel.errors import Refused
from socle.platform.access.operations import create_user, grant_role
from socle.platform.access.queries import desk_of_login, fund, funds, has_user
from socle.platform.access.types import Desk, Role

# Whoever runs commands on the server is known as such on the acts: never as somebody else.
_ROLES = (Role.REGISTRATION_OFFICER, Role.ACCOUNTS_OFFICER)


def desk_for(fund_code: str | None, login: str) -> Desk:
    """The desk of a command in a fund; without a code, the only fund there is.

    Raises:
        Refused: there are several funds, or none, and no code was given.
    """
    if fund_code is None:
        known = funds()
        if len(known) != 1:
            names = ", ".join(each.code for each in known)
            raise Refused("access.fund_needed", known=names or "–")
        fund_code = known[0].code
    if login:
        return desk_of_login(login=login, fund_code=fund_code)
    chosen = fund(code=fund_code)
    name = f"commande-{chosen.code}"
    if not has_user(login=name):
        create_user(login=name, full_name=f"Ligne de commande, {chosen.name}", password=None)
        for role in _ROLES:
            grant_role(login=name, fund_code=chosen.code, role=role)
    return desk_of_login(login=name, fund_code=chosen.code)
