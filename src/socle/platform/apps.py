from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "socle.platform"
    label = "platform"

    def ready(self) -> None:
        from socle.platform.acts import catalogue
        from socle.platform.keeping import acts as keeping
        from socle.platform.keeping.tables import KEEPING
        from socle.platform.partners import acts
        from socle.platform.partners.tables import TABLES
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS, *keeping.ACTS)
        tables.add(*TABLES, KEEPING)
