# Two targets are all a user needs: `make report` and `make test`.
UV_VERSION := 0.13.9
PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
# Some machines forbid writing bytecode; imports are then three times slower, so it is compiled once, here.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never

.PHONY: report test lint notebooks fix clean

report: .venv/ready
	$(BIN)/helseplan run

test: .venv/ready lint
	$(BIN)/python -m pytest

lint: .venv/ready
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

# Writes every generated file anew: parameter defaults and schema, and the notebooks' stored outputs.
fix: .venv/ready
	$(BIN)/python -m pytest tests/test_generated.py --fix

.venv/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --quiet --compile-bytecode --python $(PYTHON)
	touch $@

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet uv==$(UV_VERSION)

clean:
	rm -rf .venv .uv
