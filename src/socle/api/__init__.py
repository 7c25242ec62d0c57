"""The HTTP API: what partners, payroll software and offline devices ask of Socle, under `/api/v1/`.

It parses, asks one question of the domain, and shows the answer. It decides nothing.
"""
