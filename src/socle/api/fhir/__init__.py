"""FHIR R4 for partners' systems at `/fhir/<fund>/`: who a person is, whom they bear, their cover.

One file a resource, each a pure function from what the modules know to a dictionary. Nothing is
said that the fund does not know: a code of HL7 where one means the same, else a code of ours
under `urn:socle:`. `serving.py` receives, `endpoints.py` reads, `reading.py` understands what is
asked, `outcome.py` says no.
"""
