"""What waits in the basket of the demonstration, and a past that was corrected."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from socle.cli.demo.office import MOTIVE, Office, Paper
from socle.cli.demo.story import Story
from socle.platform.access.scope import fund_scope
from socle.platform.acts import basket, drafts
from socle.platform.acts.catalogue import act_type
from socle.platform.acts.controls import evidence_faults
from socle.platform.acts.operations import refuse
from socle.platform.purging.queries import counted, purges
from socle.platform.purging.types import DataKind


def tell(office: Office, told: Story) -> None:
    """An act to complete, acts in doubt to validate, one refused, a birth that was corrected."""
    _kept_for(office, told)
    found = [worker.person.number for worker in told.steady()[-9:-6]]
    if len(found) < 3:
        return
    corrected, doubted, refused = found
    _corrected_birth(office, told, corrected)
    _to_complete(office, told)
    _to_validate(office, told, doubted)
    _refused(office, told, refused)


def _kept_for(office: Office, told: Story) -> None:
    """How long acts given up are kept, one of long ago, and a period to validate."""
    on, dpo = told.today - timedelta(days=60), office.desk("dpo")
    said: dict[str, Any] = {
        "standing": "fund_decision",
        "kept_source": "Décision fictive du conseil, no 12",
    }
    fixed = said | {"data_kind": "dropped_drafts", "kept_months": "24"}
    office.act(
        dpo, "set_data_keeping", on=on, key="keeping:drafts", second=office.desk("verif"), **fixed
    )
    waits = said | {"data_kind": "form_drafts", "kept_months": "36"}
    office.act(dpo, "set_data_keeping", on=told.today, key="keeping:forms", **waits)
    if _is_left(office):
        return
    left_at = datetime.now(UTC) - timedelta(days=900)
    desk = office.desk("immat")
    with fund_scope(office.fund.id):
        number = drafts.save_draft(
            desk=desk,
            act_type_code="preregister_person",
            fields={"family_name": "ANONYME", "given_names": "Sans Suite"},
            evidence=(),
            wanting=(),
            at=left_at,
        )
        drafts.drop_draft(desk=desk, number=number, reason="Jamais venu", at=left_at)


def _is_left(office: Office) -> bool:
    """Whether the act given up long ago is there, or was purged since."""
    with fund_scope(office.fund.id):
        return bool(counted(kind=DataKind.DROPPED_DRAFTS, before=None)[0] or purges(limit=1))


def _judgment(number: str) -> Paper:
    text = f"Jugement rectificatif fictif, {number}\n"
    return Paper("jugement.txt", text.encode(), "civil_status_judgment")


def _corrected_birth(office: Office, told: Story, number: str) -> None:
    """What was believed of a birth, and what a judgment says: both can be read."""
    for days, born in ((200, date(1985, 1, 1)), (20, date(1983, 11, 23))):
        office.act(
            office.desk("immat"),
            "correct_civil_status",
            on=told.today - timedelta(days=days),
            key=f"basket:born:{born}",
            paper=_judgment(number),
            second=office.desk("verif"),
            number=number,
            birth_on=born.isoformat(),
        )


def _to_complete(office: Office, told: Story) -> None:
    """A registration announced, whose identity document is still to come."""
    desk = office.desk("immat")
    announced = office.act(
        desk,
        "preregister_person",
        on=told.today - timedelta(days=9),
        key="basket:announced",
        second=office.desk("verif"),
        family_name={"CM": "NGASSA", "MA": "BERRADA"}[told.law],
        given_names={"CM": "Clément", "MA": "Yasmine"}[told.law],
        employer=told.employers[0].number,
    )
    with fund_scope(office.fund.id):
        if basket.drafts(desk=desk, limit=1, after=None):
            return
        kind, at = act_type("confirm_registration"), datetime.now(UTC)
        fields = {"number": announced.subject}
        wanting = evidence_faults(kind, office.fund, fields, (), at)
        drafts.save_draft(
            desk=desk,
            act_type_code=kind.code,
            fields=fields | {"effective_on": told.today.isoformat()},
            evidence=(),
            wanting=tuple(wanting),
            at=at,
        )


def _to_validate(office: Office, told: Story, number: str) -> None:
    """Two acts that are unusual and may be lawful, and one that always takes two people."""
    desk, on = office.desk("immat"), told.today
    born = date(on.year - 78, 5, 4)
    veteran = office.act(
        desk,
        "register_person",
        on=on - timedelta(days=60),
        key="basket:veteran",
        second=office.desk("verif"),
        family_name={"CM": "EWONDO", "MA": "LARAKI"}[told.law],
        given_names={"CM": "Barthélemy", "MA": "Abdeslam"}[told.law],
        birth_on=born.isoformat(),
        sex="male",
    )
    employer = told.employers[0].number
    hired: dict[str, Any] = {
        "person": veteran.subject,
        "employer": employer,
        "occupation": "Gardien",
    }
    office.act(desk, "hire", on=on - timedelta(days=2), key="basket:old-hire", **hired)
    office.act(
        desk,
        "correct_civil_status",
        on=on,
        key="basket:to-validate",
        paper=_judgment(number),
        number=number,
        birth_place={"CM": "Kribi", "MA": "Essaouira"}[told.law],
        father_name={"CM": "MBIDA Paul", "MA": "ALAMI Brahim"}[told.law],
    )


def _refused(office: Office, told: Story, number: str) -> None:
    """A correction that the second person sent back, with the reason."""
    desk, second = office.desk("immat"), office.desk("verif")
    with fund_scope(office.fund.id):
        if basket.refused(desk=desk, limit=1, after=None):
            return
    proposed = office.act(
        desk,
        "correct_civil_status",
        on=told.today,
        key="basket:refused",
        number=number,
        mother_name={"CM": "NGO BELL Ruth", "MA": "SAIDI Halima"}[told.law],
    )
    with fund_scope(office.fund.id):
        reason = f"{MOTIVE} : l’acte de naissance n’est pas joint"
        refuse(desk=second, number=proposed.act, reason=reason, at=datetime.now(UTC))
