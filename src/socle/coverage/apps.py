"""Which scheme covers whom on which day, and whether a right is open, with the reason."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "socle.coverage"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from socle.coverage import acts, facts
        from socle.platform.acts import catalogue
        from socle.platform.outbox import catalogue as outbox
        from socle.platform.temporal import tables
        from socle.platform.temporal.types import FileTable

        catalogue.add(*acts.ACTS)
        tables.add(*facts.TABLES)
        tables.add_to_files(
            "person",
            FileTable(facts.COVERAGE, "person_id", _("Couverture")),
            FileTable(facts.SCORE, "person_id", _("Score du registre social")),
        )
        outbox.tell_of_files(each.code for each in acts.ACTS)
