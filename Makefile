# Truce. `make run` serves an example; `make test` runs every test. Both install what they need first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
SWIFT ?= swift
APT_PACKAGES := binutils gcc libc6-dev libstdc++-12-dev libncurses6 libedit2 libxml2-dev libcurl4-openssl-dev \
	pkg-config tzdata libsqlite3-dev zlib1g-dev ca-certificates git python3 python3-cryptography python3-venv \
	util-linux mount curl jq faketime dpkg-dev
RELEASE := .build/release/truce
SYMBOLS := .build/symbols
# Where the modules of TruceLedger and the C modules below them lie once it is built.
MODULES := .build/debug/Modules .build/checkouts/GRDB.swift/Sources/GRDBSQLite \
	.build/checkouts/swift-crypto/Sources/*/include

.PHONY: help deps run build deb package test test-oidc interop crash crash-server contract lint docs bench bench-server fuzz snapshots

help: ## What there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

deps: ## Install the Debian packages that building needs (asks for root only if one is missing)
	@missing=$$(for p in $(APT_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then \
		echo "Installing $$missing"; \
		sudo=$$([ $$(id -u) = 0 ] || echo sudo); \
		$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing; \
	fi

build: deps ## Build the truce command, optimised
	$(SWIFT) build -c release --product truce

deb: deps ## Make the Debian package out/truce_*.deb, with Swift's runtime inside
	$(SWIFT) build -c release --static-swift-stdlib --product truce --scratch-path .build-deb
	packaging/build .build-deb/release/truce .build-deb/checkouts out

package: deb ## Install the package in a clean root of Debian 12, use it, remove it (root only; needs debootstrap)
	Tests/Package/run

run: build ## Make a demonstration of Examples/syria-2016 and serve it on this machine
	$(RELEASE) demo out/demonstration --agreement Examples/syria-2016
	$(RELEASE) serve out/demonstration

test: deps ## Run every test
	$(SWIFT) build --build-tests
	Tests/run
	Tests/Interop/run

test-oidc: deps ## Run the tests of sign-in by an organisation's own service (builds everything with the trait OIDC)
	$(SWIFT) test --scratch-path .build-oidc --traits OIDC --filter TruceOIDCTests --filter OutsideSignInTests

interop: deps ## Check the ledger from outside: verifier, witnesses, faults, kills (FULL=1: at length, with figures)
	$(SWIFT) build --product truce
	Tests/Interop/run

crash: deps ## Kill the ledger's writer 500 times; nothing acknowledged may be lost
	$(SWIFT) build --product truce
	/usr/bin/python3 Tests/Interop/crash.py --times 500

crash-server: deps ## Kill the server 100 times under load; nothing acknowledged may be lost or doubled
	$(SWIFT) build --product truce
	/usr/bin/python3 Tests/Interop/server_crash.py --times 100

contract: deps ## Hold a served demonstration against its OpenAPI description for twenty minutes, with schemathesis
	$(SWIFT) build --product truce
	/usr/bin/python3 Tests/Interop/contract.py --seconds 600 --examples 50

lint: ## Check the formatting of every Swift file
	$(SWIFT) format lint --strict -r -p Sources Tests Examples Benchmarks/Sources Package.swift

docs: deps ## Build the pages of the TruceLedger library into out/docs; a link that leads nowhere fails
	$(SWIFT) build --target TruceLedger
	rm -rf $(SYMBOLS) out/docs && mkdir -p $(SYMBOLS) out
	$(SWIFT) symbolgraph-extract -module-name TruceLedger $$(printf -- "-I %s " $(MODULES)) -minimum-access-level public \
		-target $$($(SWIFT) -print-target-info | sed -n 's/^ *"triple": "\(.*\)",/\1/p' | head -1) -output-dir $(SYMBOLS)
	docc convert Sources/TruceLedger/TruceLedger.docc --additional-symbol-graph-dir $(SYMBOLS) --warnings-as-errors \
		--fallback-display-name TruceLedger --fallback-bundle-identifier truce.TruceLedger \
		--transform-for-static-hosting --output-path out/docs
	@echo "Look at it: python3 -m http.server -d out/docs 8000, then http://localhost:8000/documentation/truceledger/"

bench: deps ## Time reading, matching and assessing, against DuckDB in the same run
	Benchmarks/run

bench-server: build ## Time the server under load, with a million incidents, against PostgreSQL and sqlite3 in the same run
	TRUCE=$(CURDIR)/$(RELEASE) Benchmarks/server

fuzz: deps ## Mutate a million inputs against the readers and the agreement file
	$(SWIFT) run -c release --package-path Benchmarks truce-fuzz

snapshots: deps ## Write the checked-in pages and the schema anew; look at the diff
	TRUCE_SNAPSHOTS=write $(SWIFT) test --filter 'Snapshot|Schema'
