from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "socle.payments"

    def ready(self) -> None:
        from socle.payments import acts, facts
        from socle.payments.types import PAYMENT_FILE
        from socle.platform.acts import catalogue, guarded
        from socle.platform.documents.types import SEALED_KINDS
        from socle.platform.sealing.types import DataClass
        from socle.platform.temporal import tables

        SEALED_KINDS[PAYMENT_FILE] = DataClass.BANK
        catalogue.add(*acts.ACTS)
        guarded.add(*acts.GUARDED)
        tables.add(facts.PAYING_ACCOUNT, facts.CHART_ACCOUNT)
