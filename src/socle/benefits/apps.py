from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "socle.benefits"

    def ready(self) -> None:
        from socle.benefits import facts
        from socle.platform.temporal import tables

        tables.add(*facts.TABLES)
