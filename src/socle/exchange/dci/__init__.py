"""The DCI standard (SPDCI 1.0.0), pure: what is read, what is written, how it is signed.

No database, no framework and no clock: whoever answers a partner beside Django imports it too.
"""
