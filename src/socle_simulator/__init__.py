"""A bank and a mobile-money operator that are not there: a process of its own, for tests and demos.

It imports nothing of Socle, so that no mistake is shared: what Socle writes is read here as a bank
reads it, and what it paid is in its own record.
"""
