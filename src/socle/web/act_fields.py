"""The fields of an act's form: what each asks, what was typed, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from socle.kernel.errors import Fault, SocleError
from socle.kernel.wording import wording
from socle.platform.access.types import FundView
from socle.platform.acts.controls import piece_field
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import ActType, Field, FieldKind
from socle.web import errors
from socle.web.reading import is_no_day, parse_day, with_days
from socle.web.templatetags.socle import says

EFFECTIVE_ON, MOTIVE = "effective_on", "motive"
_EVIDENCE = "evidence"
_FAULTS_SAID = 5
_LONGEST_MOTIVE, _LONGEST_SHORT = 500, 120


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field on the page: what it asks, what was typed, what is wrong with it."""

    name: str
    label: str
    kind: str
    is_required: bool
    hint: str
    choices: tuple[str, ...]
    max_length: int
    value: str
    why: str
    about: str = ""  # whose number was typed
    now: str = ""  # what the act would change
    is_first: bool = False  # where typing begins

    @property
    def id(self) -> str:
        """A name that no other part of the page uses."""
        return f"act-{self.name}"

    @property
    def is_short(self) -> bool:
        """Whether two of them stand side by side on a wide screen."""
        is_long = self.kind == FieldKind.TEXT.value and self.max_length > _LONGEST_SHORT
        return not is_long and self.name != "number"  # whose file it is stands alone


def asked_fields(kind: ActType, fund: FundView, known: Mapping[str, str]) -> list[ShownField]:
    """What the act asks, then what every act asks: from which day, and why."""

    def shown(field: Field) -> ShownField:
        choices = field.choices(fund) if field.choices else ()
        hint = str(field.hint)
        if field.kind is FieldKind.DATE and not hint:
            hint = _("JJ/MM/AAAA, ou 16032026")
        return ShownField(
            name=field.name,
            label=str(field.label),
            kind=field.kind.value,
            is_required=field.is_required,
            hint=hint,
            choices=tuple(choices),
            max_length=field.max_length,
            value="",
            why="",
        )

    common = (
        Field(
            EFFECTIVE_ON,
            _("Date d’effet"),
            FieldKind.DATE,
            hint=_("Depuis quel jour cela est vrai. JJ/MM/AAAA, ou 16032026"),
        ),
        Field(
            MOTIVE,
            _("Motif"),
            is_required=bool(kind.motive_missing),
            hint=_("Pourquoi cet acte, et sur quelle pièce"),
            max_length=_LONGEST_MOTIVE,
        ),
    )
    fields = kind.narrow(fund, known) if kind.narrow else kind.fields(fund)
    return [shown(field) for field in (*fields, *common)]


def carried(request: HttpRequest, asked: list[ShownField]) -> dict[str, str]:
    """What the page before carries here: the subject's number, and fields by their names."""
    given = {
        each.name: request.GET[each.name][: each.max_length]
        for each in asked
        if each.name in request.GET
    }
    number = request.GET.get("subject", "")[:30]
    names = [each.name for each in asked if each.kind == FieldKind.IDENTIFIER.value]
    wanted = request.GET.get("as", "")
    name = wanted if wanted in names else next(iter(names), "")
    return given | ({name: number} if number and name else {})


def as_typed(field: ShownField, text: str) -> str:
    """A kept value as a person writes it."""
    read = parse_day(text) if field.kind == FieldKind.DATE.value else None
    return f"{read:%d/%m/%Y}" if read else text


def shown_fields(
    asked: list[ShownField], typed: Mapping[str, str], wrong: Mapping[str, str]
) -> list[ShownField]:
    """The fields with what was typed in them, and what is wrong with it."""
    return [
        replace(each, value=typed.get(each.name, ""), why=wrong.get(each.name, ""))
        for each in asked
    ]


def wrong_dates(asked: list[ShownField], typed: Mapping[str, str]) -> dict[str, str]:
    """The fields whose date cannot be read."""
    return {
        each.name: _("Ce jour n’existe pas : relisez le jour, le mois et l’année.")
        if is_no_day(typed[each.name])
        else _("Écrivez la date ainsi : JJ/MM/AAAA, par exemple 16/03/2026.")
        for each in asked
        if each.kind == FieldKind.DATE.value
        and (typed[each.name] or each.is_required)
        and parse_day(typed[each.name]) is None
    }


def sent_fields(asked: list[ShownField], typed: Mapping[str, str]) -> dict[str, str]:
    """What the operation receives: no empty field, dates in ISO."""
    sent: dict[str, str] = {}
    for each in asked:
        text = typed[each.name]
        if not text or each.name in {EFFECTIVE_ON, MOTIVE}:
            continue
        day = parse_day(text) if each.kind == FieldKind.DATE.value else None
        sent[each.name] = day.isoformat() if day else text
    return sent


def wrong_fields(
    error: SocleError,
    asked: list[ShownField],
    kind: ActType,
    fund: FundView,
) -> dict[str, str]:
    """What is wrong by field; what concerns no field is said at the first, or at the file."""
    pieces = [piece_field(piece.code) for piece in kind.pieces(fund)]
    names = [*(each.name for each in asked), *pieces, _EVIDENCE]
    somewhere = _EVIDENCE if kind.needs_evidence else names[0]
    if isinstance(error, Invalid):
        wrong: dict[str, str] = {}
        for fault in error.faults:
            said = says(fault)
            name = fault.field if fault.field in names else somewhere
            # Of one field all is told: a closure may leave debts, and people at work.
            wrong[name] = f"{wrong.get(name, '')} {said.message} {said.do}".lstrip()
        return wrong
    words = wording(error.code, with_days(error.facts), errors.language())
    told = [f"{words.message} {words.do}"]
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    for fault in faults[:_FAULTS_SAID]:
        said = says(fault)
        place = _("Ligne %(line)s : ") % {"line": fault.line} if fault.line else ""
        told.append(f"{place}{said.message} {said.do}")
    return {error.field if error.field in names else somewhere: " ".join(told)}
