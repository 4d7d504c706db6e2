#!/usr/bin/env python3
import json
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from forecast import build_model, engine  # noqa: E402
from forecast.data import windows  # noqa: E402

log = logging.getLogger("train")


def deep_update(base, other):
    for k, v in other.items():
        base[k] = deep_update(base.get(k, {}), v) if isinstance(v, dict) else v
    return base


def read_config():
    config = json.loads((ROOT / "config" / "base.json").read_text())
    extra = os.environ.get("FORECAST_CONFIG")
    if extra:
        deep_update(config, json.loads(Path(extra).read_text()))
    return config


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s", stream=sys.stdout)
    config = read_config()
    model = build_model(**config["model"])
    state = engine.fit(model, windows(**config["data"]), **config["engine"])
    log.info("best loss %.4f in step %d", state.best, state.best_step)
    return 0 if state.best < 1e9 else 1


if __name__ == "__main__":
    sys.exit(main())
