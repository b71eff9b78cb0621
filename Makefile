# Fairdrop. `make` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run dev build test torture lint bench bench-flash bench-jobs bench-draw fuzz prepare clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: ## Start the shop, with everything it needs, at http://127.0.0.1:3000
	@scripts/run

dev: ## The same, rebuilt and reloaded on every change
	@scripts/dev

build: ## Build the release: server, WebAssembly, stylesheet
	@scripts/setup build && scripts/build release

test: ## Run all tests: unit, integration, browser
	@scripts/test

torture: ## Ten minutes of faults: random schedules, kill -9, cuts, a full disk, wrong clocks
	@scripts/torture

lint: ## Formatting, clippy for server and browser, licences
	@scripts/lint

bench: ## Measure pages, bytes, memory, Lighthouse; writes target/bench/report.json
	@scripts/bench

bench-flash: ## Measure orders, refusals and entries a second; writes target/bench/flash.json
	@scripts/bench-flash

bench-jobs: ## Measure the queue beside pg-boss and BullMQ; writes target/bench/jobs.json
	@scripts/bench-jobs

bench-draw: ## Measure draws of up to a million entries; writes target/bench/draw.json
	@scripts/bench-draw

fuzz: ## Feed the parsers of draws with spoilt files for five minutes
	@scripts/fuzz

prepare: ## Write what sqlx knows of our queries to .sqlx (after a change to SQL)
	@scripts/prepare

clean: ## Remove what was built and the private Postgres and Redis with their data
	@scripts/services stop; rm -rf target .data .tools node_modules end2end/node_modules
