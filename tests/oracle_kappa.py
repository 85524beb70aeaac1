"""Kappa with missing answers against the package irrCAC, which is not ours.

    python3 -m venv /tmp/irrcac && /tmp/irrcac/bin/pip install irrCAC==0.4.4
    /tmp/irrcac/bin/python tests/oracle_kappa.py

It has an environment of its own, because nothing else here needs pandas and SciPy.
"""

import importlib.util
import random
import sys
import warnings
from pathlib import Path

TABLES = 500
LIB = Path(__file__).parents[1] / "addons" / "crm_metric_definitions" / "lib"


def main() -> int:
    import pandas
    from irrCAC.raw import CAC

    spec = importlib.util.spec_from_file_location("agreement", LIB / "agreement.py")
    agreement = importlib.util.module_from_spec(spec)
    sys.modules["agreement"] = agreement
    spec.loader.exec_module(agreement)
    warnings.simplefilter("ignore")
    rng, compared, differing = random.Random(5), 0, 0
    for _table in range(TABLES):
        people, missing = rng.randint(3, 8), rng.choice((0, 0.1, 0.3, 0.5))
        categories = rng.choice(("yn", "ynu"))
        rows = [
            [
                None if rng.random() < missing else rng.choice(categories)
                for _person in range(people)
            ]
            for _record in range(rng.randint(4, 20))
        ]
        ours = agreement.fleiss(rows).kappa
        if ours is None:
            continue
        theirs = CAC(pandas.DataFrame(rows)).fleiss()["est"]["coefficient_value"]
        compared += 1
        differing += abs(ours - theirs) > 6e-6
    print(f"{compared} tables compared, {differing} differ")
    return 1 if differing or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
