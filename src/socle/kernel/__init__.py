"""The words every other room uses: money, months, periods, rounding, identifiers, errors.

Pure: knows no country, no database, no clock.
"""
