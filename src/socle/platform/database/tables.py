"""Tables that a migration makes together.

After each operation on a model Django renders anew every model that it is related to; ours are all
related, by their fund and act. Two hundred and fifty renderings were the better half of a first
start. Tables made one after the other are rendered once.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def together(*operations: Operation) -> list[Operation]:
    """The operations of a migration, those that make tables and complete them as one."""
    found: list[Operation] = []
    run: list[Operation] = []
    for each in operations:
        if isinstance(each, CreateModel) or _completes(each, run):
            run.append(each)
            continue
        found += [CreateTables(run)] if run else []
        found.append(each)
        run = []
    return [*found, CreateTables(run)] if run else found


def _completes(operation: Operation, run: list[Operation]) -> bool:
    """Whether it adds to a table of the same run, as a part of which it can be made."""
    if not isinstance(operation, AddField | AddConstraint | AddIndex):
        return False
    return operation.model_name.lower() in {each.name.lower() for each in _made(run)}


def _made(run: list[Operation]) -> Iterator[CreateModel]:
    return (each for each in run if isinstance(each, CreateModel))


class CreateTables(Operation):
    """Makes tables, each with all that the operations add to it."""

    reduces_to_sql = True

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)  # rendered once, when it is asked for next
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for each in _made(self.operations):
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for each in reversed(list(_made(self.operations))):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(each.describe() for each in self.operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}
