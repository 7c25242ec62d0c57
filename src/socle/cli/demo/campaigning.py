"""A campaign of the demonstration: its list is closed, one child is claimed for, others are left
out for their age or their paper. Decision and figures are invented.
"""

from datetime import timedelta

from socle.benefits.queries.campaigns import campaigns, counts, lines
from socle.benefits.types.campaigns import ChildStanding
from socle.cli.demo.office import Office
from socle.cli.demo.story import Story
from socle.platform.access.scope import fund_scope


def tell(office: Office, told: Story) -> None:
    """Defined, read, closed by two; then a school certificate that comes by hand."""
    if told.law != "CM":
        return
    desk, second, today = office.desk("liquid"), office.desk("verif"), told.today
    office.act(
        desk,
        "define_campaign",
        on=today - timedelta(days=10),
        key="campaign:define",
        label=f"Allocation de rentrée {today.year}",
        decided_by="Décision fictive n° 12 du conseil",
        decided_on=(today - timedelta(days=12)).isoformat(),
        amount="54000",
        judged_on=today.isoformat(),
        age_from="6",
        age_to="20",
        certificate="asked",
        claims_from=today.isoformat(),
        claims_until=(today + timedelta(days=60)).isoformat(),
    )
    with fund_scope(office.fund.id):
        (found,) = campaigns(limit=1)
        eligible = counts(campaign_id=found.id).get(ChildStanding.ELIGIBLE, 0)
        without = lines(campaign_id=found.id, standing=ChildStanding.NO_CERTIFICATE, limit=1)
    # Told again after a stop, its list may be closed already.
    children = found.listed or eligible
    if not children:
        return  # a demonstration of a few persons has no family
    office.act(
        desk,
        "close_campaign_list",
        on=today,
        key="campaign:close",
        second=second,
        campaign=found.number,
        children=str(children),
    )
    for child in without:
        office.act(
            desk,
            "claim_campaign",
            on=today,
            key=f"campaign:claim:{child.child}",
            second=second,
            campaign=found.number,
            child=child.child,
            piece="Certificat de l’école, vu au guichet",
        )
