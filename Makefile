# Two targets are all a user needs: `make report` and `make test`.
UV_VERSION := 0.13.9
PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
# Some machines forbid writing bytecode; imports are then three times slower, so it is compiled once, here.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never

# An environment knows where it lies: a clone that was moved or copied gets a new one.
ifneq ($(shell cat .venv/where 2>/dev/null),$(CURDIR))
$(shell rm -rf .venv .uv)
endif

.PHONY: report test lint fix bench clean

report: .venv/ready
	$(BIN)/helseplan run

# Small matrices: a second BLAS thread costs more than it gives, and several tests at once would compete.
test fix: export OPENBLAS_NUM_THREADS := 1

# A worker for each processor, at most four: each takes a gigabyte or two. A file stays in one of them.
test: .venv/ready lint
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: .venv/ready
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

# Writes every generated file anew: defaults, schema, environment.yml and the notebooks' stored outputs.
fix: .venv/ready
	$(BIN)/python -m pytest tests/test_generated.py --fix

.venv/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --quiet --compile-bytecode --python $(PYTHON)
	$(BIN)/python -m compileall -q src
	echo '$(CURDIR)' > .venv/where
	touch $@

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet uv==$(UV_VERSION)

# Run times against a lower bound measured in the same run.
bench: .venv/ready
	$(BIN)/python benchmarks/pipeline.py
	$(BIN)/python benchmarks/engine.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/supply.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/measures.py
	$(UV) pip install --quiet --no-deps --target .venv/peers -r benchmarks/peers.txt
	$(BIN)/python benchmarks/dea.py
	$(BIN)/python benchmarks/fetch.py

clean:
	rm -rf .venv .uv
