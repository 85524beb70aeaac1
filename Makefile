# `make help` lists what there is. The work is done by the package tools/ (see dev.py there).
DEV := "$${PYTHON:-python3}" tools/dev.py
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export T ADDON DATA PORT SCALE SINCE FROM LANGUAGE BROWSER

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | \
	  while IFS="$$(printf '\t')" read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

.PHONY: demo demo-check
demo: ## a running Odoo with our addons and demo data (PORT=8069)
	@$(DEV) tools.demo
demo-check: ## the same, looked at over HTTP and stopped again
	@$(DEV) tools.demo check

.PHONY: test test-fast changed planted-faults install-cycle upgrade-test odoo-tests real-input
test: ## all tests; T="paths and pytest options" for some, DATA=folder as below
	@$(DEV) tools.suite
test-fast: ## within a minute: one addon without browser (ADDON=name, else what has changed)
	@$(DEV) tools.suite:fast
changed: ## every test that your change can break (SINCE=HEAD or another commit)
	@$(DEV) tools.changed
planted-faults: ## ten faults in a copy of this folder, each found by its `make changed`
	@$(DEV) planted_faults
install-cycle: ## install, upgrade and uninstall our addons, with a clean log
	@$(DEV) install_cycle
upgrade-test: ## a database made by FROM=<commit>, upgraded: nothing may get lost
	@$(DEV) upgrade.run
odoo-tests: ## our tests under Odoo's own runner (ADDON=name, LANGUAGE=de_DE, BROWSER=no)
	@$(DEV) odoo_tests
real-input: ## the main job on real data (DATA=folder with the CSV files)
	@$(DEV) tools.scratch:script tests/real_pipeline/run.py

.PHONY: benchmark simulate simulate-checks
benchmark: ## the metric engine against its rivals (SCALE=10k, 100k or 1m)
	@$(DEV) tools.scratch:benchmark

simulate: ## how often the words "better" and "on track" are wrong, on made-up processes
	@$(DEV) simulate
simulate-checks: ## how often a consistency check is right, as docs/decisions/20 says
	@$(DEV) simulate_checks

.PHONY: i18n
i18n: ## export the terms of our addons and merge them into the translations
	@$(DEV) tools.scratch:script tools/i18n.py

.PHONY: stock-crm-tests
stock-crm-tests: ## Odoo's own CRM tests, without our addons and with them
	@$(DEV) stock_tests

.PHONY: lint format odoo-lint count
lint: ## ruff, pylint-odoo, oca-checks, prettier, eslint, the schema of compose.yaml
	@$(DEV) tools.lint
format: ## let ruff and prettier rewrite what they can
	@$(DEV) tools.lint fix
odoo-lint: ## Odoo's own test_lint over our addons
	@$(DEV) tools.scratch:odoo_lint
count: ## how many lines there are to read, and how many there may be
	@$(DEV) count

.PHONY: readme pictures wheels
readme: ## README.rst and page of each addon, from its readme/
	@$(DEV) tools.scratch:python tools/readme.py
pictures: ## the screenshots of READMEs and handbook, taken anew
	@$(DEV) tools.suite:pictures
wheels: ## a wheel of each addon in dist/, installed with pip and tried
	@$(DEV) tools.wheels

.PHONY: lock clean
lock: ## renew the pinned versions in tools/
	@tools/lock.sh
clean: ## remove everything fetched or generated, databases too
	@$(DEV) tools.clean
