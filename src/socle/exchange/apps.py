from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "socle.exchange"

    def ready(self) -> None:
        from socle.exchange import acts, facts
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        tables.add(*facts.TABLES)
