# `make help` lists what there is. The work is done by tools/dev.py.
DEV := "$${PYTHON:-python3}" tools/dev.py
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export T DATA PORT SCALE SINCE FROM ADDON LANGUAGE BROWSER

.PHONY: help
help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | \
	  while IFS="$$(printf '\t')" read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

.PHONY: demo demo-check
demo: ## a running Odoo with our addons and demo data (PORT=8069)
	@$(DEV) demo
demo-check: ## the same, looked at over HTTP and stopped again
	@$(DEV) demo --check

.PHONY: test changed install-cycle upgrade-test odoo-tests real-input
test: ## all tests; T="paths and pytest options" for some, DATA=folder as below
	@$(DEV) test
changed: ## the tests of what you have changed (SINCE=HEAD or another commit)
	@$(DEV) changed
install-cycle: ## install, upgrade and uninstall our addons, with a clean log
	@$(DEV) install-cycle
upgrade-test: ## a database made by FROM=<commit>, upgraded: nothing may get lost
	@$(DEV) upgrade-test
odoo-tests: ## our tests under Odoo's own runner (ADDON=name, LANGUAGE=de_DE, BROWSER=no)
	@$(DEV) odoo-tests
real-input: ## the main job on real data (DATA=folder with the CSV files)
	@$(DEV) script tools/real_input.py

.PHONY: benchmark
benchmark: ## the metric engine against its rivals (SCALE=10k, 100k or 1m)
	@$(DEV) benchmark

.PHONY: i18n
i18n: ## export the terms of our addons and merge them into the translations
	@$(DEV) script tools/i18n.py

.PHONY: stock-crm-tests
stock-crm-tests: ## Odoo's own CRM tests, without our addons and with them
	@$(DEV) stock-crm-tests

.PHONY: lint format odoo-lint
lint: ## ruff, pylint-odoo, oca-checks, prettier, eslint, the schema of compose.yaml
	@$(DEV) lint
format: ## let ruff and prettier rewrite what they can
	@$(DEV) lint --fix
odoo-lint: ## Odoo's own test_lint over our addons
	@$(DEV) odoo-lint

.PHONY: readme pictures wheels
readme: ## README.rst and page of each addon, from its readme/
	@$(DEV) readme
pictures: ## the screenshots of READMEs and handbook, taken anew
	@$(DEV) pictures
wheels: ## a wheel of each addon in dist/, installed with pip and tried
	@$(DEV) wheels

.PHONY: lock clean
lock: ## renew the pinned versions in tools/
	@$(DEV) lock
clean: ## remove everything fetched or generated, databases too
	@$(DEV) clean
