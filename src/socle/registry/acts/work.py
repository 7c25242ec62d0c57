"""The catalogue’s acts on who works where."""

from django.utils.translation import gettext_lazy as _

from socle.platform.acts.types import Field, FieldKind, always
from socle.registry.acts.entries import EMPLOYER, PERSON, registration
from socle.registry.operations import doubts_on_people
from socle.registry.operations import work as operations

HIRING = (
    Field(
        "establishment",
        _("Numéro d’établissement"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=20,
    ),
    Field("occupation", _("Emploi"), is_required=False, max_length=100),
)


ACTS = (
    registration(
        "hire",
        _("Embaucher"),
        "person",
        always(PERSON, EMPLOYER, *HIRING),
        operations.hire,
        doubts=doubts_on_people.doubts_on_hiring,
    ),
    registration(
        "end_employment",
        _("Mettre fin à un emploi"),
        "person",
        always(PERSON, EMPLOYER),
        operations.end_employment,
    ),
)
