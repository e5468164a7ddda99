# One line a target. What needs more than a line is Rust: a test, or a command of `placard`.
.DEFAULT_GOAL := help
.PHONY: help run demo test lint tools proto audit bench faults reference

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' Makefile | expand -t 16

run: ## serve on embedded defaults: data in ./data, HTTP and gRPC on 8080, JT/T 808 on 7608
	cargo run --release -p placard -- serve

demo: ## the same in a folder of its own, with 200 trucks that drive about and breaches to be seen
	cargo run --release -p placard -- demo

test: lint ## everything that must hold; needs Rust, a C compiler and Node.js
	cargo build --workspace --bins --tests && cargo test --workspace

lint: tools proto ## form, clippy, protos
	cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings

proto: tools proto/node_modules/.package-lock.json
	cd proto && node_modules/.bin/buf lint

proto/node_modules/.package-lock.json: proto/package-lock.json
	cd proto && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

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
