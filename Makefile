# One line a target. What needs more than a line is Rust: a test, or a command of `placard`.
.DEFAULT_GOAL := help
.PHONY: help run demo test lint tools proto console console-test chromium audit bench faults reference

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' Makefile | expand -t 16

run: console ## serve on embedded defaults: data in ./data, HTTP and gRPC on 8080, JT/T 808 on 7608
	cargo run --release -p placard -- serve

demo: console ## the same in a folder of its own, with 200 trucks that drive about and breaches to be seen
	cargo run --release -p placard -- demo

test: lint console ## everything that must hold; needs Rust, a C compiler, Node.js and Chromium
	cargo build --workspace --bins --tests && cargo test --workspace && $(MAKE) console-test

lint: tools proto ## form, clippy, protos
	cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings

proto: tools proto/node_modules/.package-lock.json
	cd proto && node_modules/.bin/buf lint

proto/node_modules/.package-lock.json: proto/package-lock.json
	cd proto && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

# The console goes into the binary; without npm the binary says at / that it lacks it.
CONSOLE := services/console
CONSOLE_FROM := $(shell find $(CONSOLE)/src proto/placard geodata -type f) $(wildcard $(CONSOLE)/*.*)

console:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(CONSOLE)/bundle/index.html; else echo "npm is missing: the console is not built, and / says so" >&2; fi

$(CONSOLE)/bundle/index.html: $(CONSOLE)/node_modules/.package-lock.json $(CONSOLE_FROM)
	cd $(CONSOLE) && npm run --silent build

$(CONSOLE)/node_modules/.package-lock.json: $(CONSOLE)/package-lock.json
	cd $(CONSOLE) && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

console-test: console chromium
	cd $(CONSOLE) && npm run --silent check && npm test --silent && npm run --silent test:browser

chromium:
	@command -v chromium >/dev/null || { apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk; } || { echo "chromium is missing: README.md, \"What it needs\"" >&2; exit 1; }

tools:
	@for tool in cargo cc node npm; do command -v $$tool >/dev/null || { echo "$$tool is missing: README.md, \"What it needs\"" >&2; exit 1; }; done

audit: ## licences, sources, bans, known holes; ONLY="bans licenses sources" where no network is
	cargo deny --version >/dev/null 2>&1 || cargo install cargo-deny --locked; cargo deny --workspace check $(ONLY)

bench: ## every benchmark, in release; writes the table of docs/performance.md
	cargo build --release -p placard -p loadtest && target/release/loadtest all

faults: ## kills the server 200 times and looks for what was lost or doubled
	cargo build --release -p placard -p loadtest && target/release/loadtest faults kill

reference: ## rewrites the generated pages; the tests fail where they are stale
	UPDATE=1 cargo test -p placard --test reference
