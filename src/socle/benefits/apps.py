from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "socle.benefits"

    def ready(self) -> None:
        from socle.benefits import acts, facts
        from socle.platform.acts import catalogue, guarded
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        guarded.add("change_payee", "validate_run")
        tables.add(*facts.TABLES)
