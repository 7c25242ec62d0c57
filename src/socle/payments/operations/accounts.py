"""What the fund pays from, and the numbers that its own chart of accounts gives."""

import re

from psycopg.types.range import DateRange

from socle.kernel.errors import Refused
from socle.ledger.types import Account
from socle.payments.errors import FileRefused
from socle.payments.facts import CHART_ACCOUNT, PAYING_ACCOUNT
from socle.payments.files.fixed_width import read_layout
from socle.payments.types import Channel, Form
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.queries import open_document
from socle.platform.temporal.operations import assign
from socle.platform.temporal.queries import as_of

_LAYOUT_LIMIT_BYTES = 20_000
_FORMS = {
    Channel.BANK: {Form.PAIN001, Form.CFONB160, Form.FIXED},
    Channel.WALLET: {Form.GSMA, Form.LIST},
    Channel.CASH: {Form.LIST},
}
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")


def set_paying_account(request: ActRequest) -> ActAnswer:
    """States from which account a channel and agency are paid, and by which file.

    French: compte payeur. For a bank's own file, its layout is the act's one piece of evidence.

    Raises:
        Refused: the channel is not told so, or an operator has no address.
        FileRefused: the layout is wrong.
    """
    fields = request.fields
    channel, form = Channel(fields["channel"]), Form(fields["form"])
    agency = str(fields.get("agency", ""))
    if form not in _FORMS[channel]:
        raise Refused("payments.form_of_channel", form=form.value)
    url = str(fields.get("url", ""))
    if (form is Form.GSMA) != bool(url):
        raise Refused("payments.operator_url")
    layout = _layout(request) if form is Form.FIXED else ""
    named = f"{channel}:{agency}"
    with performing(request, subject_kind="paying_account", subject_number=named) as act:
        key = {"channel": channel.value, "agency": agency}
        before = as_of(PAYING_ACCOUNT, on=request.effective_on, known_at=None, where=key)
        values = {
            "name": fields["name"],
            "account": str(fields.get("account", "")).replace(" ", "").upper(),
            "form": form.value,
            "issuer": str(fields.get("issuer", "")),
            "currency_letter": str(fields.get("currency_letter", "")),
            "layout": layout,
            "url": url,
        }
        assign(
            PAYING_ACCOUNT,
            fund_id=request.desk.fund.id,
            key=key,
            values=values,
            valid=DateRange(request.effective_on, None),
        )
        act.before = {"form": before[0]["form"], "account": before[0]["account"]} if before else {}
        act.after = {"form": form.value, "account": values["account"]}
        return act.answer()


def _layout(request: ActRequest) -> str:
    if len(request.evidence) != 1:
        raise Refused("payments.one_layout")
    text = open_document(document_id=request.evidence[0]).read(_LAYOUT_LIMIT_BYTES + 1)
    said = text.decode("utf-8", "replace")
    layout, faults = read_layout(said)
    if layout is None:
        raise FileRefused("payments.layout_refused", faults)
    return said


def set_chart_account(request: ActRequest) -> ActAnswer:
    """States the number and label of an account, and branch, in the fund's own chart.

    French: plan de comptes. Socle gives none by itself: the chart of the CIPRES is not public.

    Raises:
        Refused: it is no account of the ledger, or no number.
    """
    fields = request.fields
    account, branch = fields["account"], str(fields.get("branch", ""))
    if account not in set(Account) or not _NUMBER.fullmatch(str(fields["number"])):
        raise Refused("payments.chart_number", read=str(fields["number"])[:20])
    named = f"{account}:{branch}"
    with performing(request, subject_kind="chart_account", subject_number=named) as act:
        key = {"account": account, "branch": branch}
        values = {"number": fields["number"], "label": fields["label"]}
        before = as_of(CHART_ACCOUNT, on=request.effective_on, known_at=None, where=key)
        assign(
            CHART_ACCOUNT,
            fund_id=request.desk.fund.id,
            key=key,
            values=values,
            valid=DateRange(request.effective_on, None),
        )
        act.before = {"number": before[0]["number"]} if before else {}
        act.after = dict(values)
        return act.answer()
