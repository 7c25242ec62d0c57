from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "socle.registry"

    def ready(self) -> None:
        from socle.platform.access import catalogue as access
        from socle.platform.acts import catalogue, guarded
        from socle.platform.documents.types import SEALED_KINDS
        from socle.platform.outbox import catalogue as outbox
        from socle.platform.sealing.types import DataClass
        from socle.platform.temporal import tables
        from socle.registry import acts, facts, mandates
        from socle.registry.operations import families_persons, families_unions, import_undoing
        from socle.registry.queries import employer_id, files, opened, person_id
        from socle.registry.queries.affiliations import agency_names
        from socle.registry.queries.imports import (
            AFFILIATES_ACT_TYPE,
            CHARGES_ACT_TYPE,
            FILIATIONS_ACT_TYPE,
            MARRIAGES_ACT_TYPE,
        )

        catalogue.add(*acts.ACTS)
        guarded.add(*acts.details.GUARDED)
        tables.add(*facts.TABLES)
        SEALED_KINDS["bank_statement"] = DataClass.BANK
        access.add(mandates.employers_for)
        access.add_agencies(agency_names)
        outbox.tell_of_files(each.code for each in acts.ACTS)
        outbox.tell_of_families(each.code for each in acts.families.ACTS)
        outbox.tell_of_families([FILIATIONS_ACT_TYPE, MARRIAGES_ACT_TYPE, CHARGES_ACT_TYPE])
        outbox.tell_of_files([AFFILIATES_ACT_TYPE])
        outbox.tell_of_many(AFFILIATES_ACT_TYPE, opened.files_opened)
        catalogue.add_undo(FILIATIONS_ACT_TYPE, families_persons.undo_bond)
        catalogue.add_undo(MARRIAGES_ACT_TYPE, families_unions.undo_union)
        catalogue.add_undo(CHARGES_ACT_TYPE, None)
        catalogue.add_undo(AFFILIATES_ACT_TYPE, import_undoing.undo_affiliates)
        outbox.tell_of_many("import_persons", opened.files_opened)
        tables.add_kind("person", person_id)
        tables.add_kind("employer", employer_id)
        tables.add_to_files("person", *files.OF_PERSON)
        tables.add_to_files("employer", *files.OF_EMPLOYER)
