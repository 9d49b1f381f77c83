# Masdar: make demo, make test. Everything lives in .venv; nothing is installed outside it (but Chromium, for the tests).
.PHONY: demo test quick search check fix lock clean help
.DEFAULT_GOAL := help
BIN := .venv/bin
# Two at a time: laptops and CI have two cores. A file stays with one of them, so what it prepares is prepared once.
TWO := -n 2 --dist loadfile

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

demo: .venv/runtime  ## start Masdar on a sample newsroom and print its address (PORT=8800)
	@$(BIN)/masdar demo $(if $(PORT),--port $(PORT))

test: .venv/dev  ## run every test (installs Chromium by apt when it is missing and that is possible)
	@scripts/browser
	@scripts/with-postgres $(BIN)/pytest $(TWO)

quick: .venv/dev  ## the quick tests, two at a time, with fewer examples for each law
	@$(BIN)/pytest $(TWO) -m "not slow and not browser" --hypothesis-profile quick

search: .venv/dev  ## try the laws on examples that `make test` does not have
	@$(BIN)/pytest $(TWO) -m "hypothesis and not browser" --hypothesis-profile search

check: .venv/dev  ## format, lint, types, imports
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

fix: .venv/dev  ## format and mend what can be mended
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

lock:  ## pin the newest versions again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade requirements-build.in -o requirements-build.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade pyproject.toml --extra dev -o requirements-dev.lock

clean:  ## remove the environment and caches (your data folder stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/runtime: requirements.lock requirements-build.lock pyproject.toml scripts/environment
	@scripts/environment runtime
	@touch $@

.venv/dev: requirements-dev.lock requirements-build.lock pyproject.toml scripts/environment
	@scripts/environment dev
	@touch .venv/runtime $@
