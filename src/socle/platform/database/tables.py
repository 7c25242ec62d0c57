"""Tables and columns that a migration makes together.

After each operation on a model Django renders anew every model that it is related to; ours are all
related, by their fund and act. Two hundred and fifty renderings were the better half of a first
start. What is made one after the other is rendered once.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_ADDITIONS = (AddField, AddConstraint, AddIndex)


def together(*operations: Operation) -> list[Operation]:
    """The operations of a migration, each run of those that only make or add as one."""
    found: list[Operation] = []
    run: list[Operation] = []
    for each in operations:
        if isinstance(each, (CreateModel, *_ADDITIONS)):
            run.append(each)
            continue
        found += [*_as_one(run), each]
        run = []
    return [*found, *_as_one(run)]


def _as_one(run: list[Operation]) -> list[Operation]:
    return [Together(run)] if len(run) > 1 else run


class Together(Operation):
    """Makes tables, each with all that is added to it, and adds to those there were."""

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
        for each in self._done():
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for each in reversed(list(self._done())):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(each.describe() for each in self.operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def _done(self) -> Iterator[Operation]:
        """A table that is made here is made with what is added to it."""
        made = {each.name.lower() for each in self.operations if isinstance(each, CreateModel)}
        for each in self.operations:
            if not (isinstance(each, _ADDITIONS) and each.model_name.lower() in made):
                yield each
