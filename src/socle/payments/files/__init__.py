"""Files that go to banks and operators, and those that come back. Pure: no database, no clock."""
