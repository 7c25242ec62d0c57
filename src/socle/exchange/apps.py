from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "socle.exchange"

    def ready(self) -> None:
        from socle.exchange import acts, facts
        from socle.exchange.operations.rounds import deal_everywhere, send_everywhere
        from socle.platform.acts import catalogue, guarded
        from socle.platform.jobs import rounds
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        guarded.add(*acts.GUARDED)
        tables.add(*facts.TABLES)
        rounds.add("inbox", deal_everywhere)
        rounds.add("outbox", send_everywhere)
