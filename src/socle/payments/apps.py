from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "socle.payments"

    def ready(self) -> None:
        from socle.payments import acts, facts
        from socle.platform.acts import catalogue, guarded
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        guarded.add(*acts.GUARDED)
        tables.add(facts.PAYING_ACCOUNT, facts.CHART_ACCOUNT)
