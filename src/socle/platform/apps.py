from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "socle.platform"
    label = "platform"

    def ready(self) -> None:
        from socle.platform.access.catalogue import add_way
        from socle.platform.acts import catalogue, guarded
        from socle.platform.breaches import acts as breaches
        from socle.platform.delegation import acts as delegation
        from socle.platform.delegation.tables import DELEGATION
        from socle.platform.extracts import acts as extracts
        from socle.platform.factors import acts as factors
        from socle.platform.factors.tables import POLICY
        from socle.platform.identities import acts as identities
        from socle.platform.identities.operations import end_links
        from socle.platform.identities.tables import TABLES as IDENTITIES
        from socle.platform.keeping import acts as keeping
        from socle.platform.keeping.tables import KEEPING
        from socle.platform.partners import acts
        from socle.platform.partners.tables import TABLES
        from socle.platform.people.operations import GUARDED
        from socle.platform.purging import acts as purging
        from socle.platform.purging.tables import DATA_KEEPING
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS, *keeping.ACTS, *factors.ACTS, *extracts.ACTS)
        catalogue.add(*delegation.ACTS, *breaches.ACTS, *identities.ACTS, *purging.ACTS)
        guarded.add(*GUARDED, *factors.GUARDED, *extracts.GUARDED, "agree_with_partner")
        guarded.add(*delegation.GUARDED, *identities.GUARDED, *purging.GUARDED, *keeping.GUARDED)
        tables.add(*TABLES, KEEPING, POLICY, DELEGATION, *IDENTITIES, DATA_KEEPING)
        add_way(end_links)
