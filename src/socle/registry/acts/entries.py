"""What the register’s entries of the catalogue share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.kernel.errors import Fault
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.pieces import pieces_from
from socle.platform.acts.types import (
    ActAnswer,
    ActRequest,
    ActType,
    Field,
    FieldKind,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


# The documents that the register's acts ask for: a list by act, in one file.
PIECES = Path(__file__).parents[1] / "pieces.yaml"
pieces_of = pieces_from(PIECES)


NUMBER = Field("number", _("Numéro"), FieldKind.IDENTIFIER, max_length=30)


PERSON = Field("person", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=30)


EMPLOYER = Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30)


def registration(
    code: str,
    label: "str | _StrPromise",
    subject_kind: str,
    fields: Callable[[FundView], tuple[Field, ...]],
    perform: Callable[[ActRequest], ActAnswer],
    *,
    needs_four_eyes: bool = False,
    opens_file: bool = False,
    doubts: Callable[[ActRequest], tuple[Fault, ...]] | None = None,
) -> ActType:
    return ActType(
        code=code,
        label=label,
        subject_kind=subject_kind,
        permission=Permission.PERFORM_REGISTRATION,
        fields=fields,
        perform=perform,
        needs_four_eyes=needs_four_eyes,
        opens_file=opens_file,
        pieces=pieces_of(code),
        doubts=doubts,
    )
