from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "socle.benefits"

    def ready(self) -> None:
        from socle.benefits import acts, facts
        from socle.benefits.types.health import SEALED_PIECES
        from socle.platform.acts import catalogue, guarded
        from socle.platform.documents.types import SEALED_KINDS
        from socle.platform.sealing.types import DataClass
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        guarded.add("change_payee", "validate_run", "release_payments")
        guarded.add("open_medical_part", "open_own_page")
        tables.add(*facts.TABLES)
        SEALED_KINDS.update(dict.fromkeys(SEALED_PIECES, DataClass.HEALTH))
