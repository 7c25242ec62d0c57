"""Taking over files of another body (reprise), by sets as far as a row is certain.

A file is handed in (`receiving`), tried on the register without writing (`checking`), confirmed,
and written (`writing`): persons a slice an act (`slices`); of other kinds (`kinds`) the rows that
nothing can stop a slice an act (`sets`), and each other row the act of the counter (`rows`).
"""

from socle.registry.importing.at_once import import_persons

__all__ = ["import_persons"]
