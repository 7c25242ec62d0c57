"""Run by the interpreter that has openfisca-tunisia: contributions of many wages, as JSON.

Reads `[{"month", "scheme", "wages", "names"}]` and writes `[{name: [amount of each wage]}]`, in
dinars as single-precision numbers, as OpenFisca computes.
"""

import json
import sys

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_tunisia import TunisiaTaxBenefitSystem


def main() -> None:
    system = TunisiaTaxBenefitSystem()
    json.dump([_answer(system, question) for question in json.load(sys.stdin)], sys.stdout)


def _answer(system: object, question: dict) -> dict[str, list[float]]:
    month, wages = question["month"], question["wages"]
    simulation = SimulationBuilder().build_default_simulation(system, len(wages))
    scheme = np.array([question["scheme"]] * len(wages))
    simulation.set_input("regime_securite_sociale_cotisant", month, scheme)
    simulation.set_input("salaire_de_base", month, np.array(wages))
    return {name: simulation.calculate(name, month).tolist() for name in question["names"]}


main()
