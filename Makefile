# Trunglap. `make` alone lists what can be made.
SHELL      := bash
VERSION    := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN        := bin/trunglap
LISTS      ?= 2024
YEARS_2024 := 2024
YEARS_all  := 2024 2025 2026
DATA       := out/data/$(LISTS)
REPORT     ?= out/report
FUZZTIME   ?= 30s
PKG        ?= ./...

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: toolchain
toolchain:
	@.ci/toolchain

.PHONY: build
build: toolchain ## build bin/trunglap, with its version stamped in
	@mkdir -p bin
	@go build -trimpath -ldflags '-X main.version=$(VERSION)' -o $(BIN) ./cmd/trunglap

.PHONY: report
report: build ## overlap report of the real lists: LISTS=2024 (default) or all
	@$(if $(YEARS_$(LISTS)),,echo 'LISTS=$(LISTS) is not known: use LISTS=2024 or LISTS=all' >&2; exit 2)
	@mkdir -p $(DATA)
	@$(BIN) --data $(DATA) import $(foreach y,$(YEARS_$(LISTS)),testdata/vn/platforms-$(y).csv)
	@$(BIN) --data $(DATA) scan
	@$(BIN) --data $(DATA) report --top 10 --out $(REPORT).html --out $(REPORT).csv --out $(REPORT).json

.PHONY: test
test: toolchain ## all tests; BROWSER=0 leaves the browser tests out
	@.ci/test

.PHONY: check
check: toolchain ## formatting, vet, staticcheck, tidy module files, known vulnerabilities
	@.ci/check

.PHONY: quality
quality: build ## detection quality on the labelled pairs and proposals
	@mkdir -p out/data/quality
	@$(BIN) --data out/data/quality --lang en import testdata/vn/platforms-2024.csv >/dev/null
	@$(BIN) --data out/data/quality --lang en evaluate --gold testdata/vn/gold-pairs-2024.csv

.PHONY: bench
bench: ## benchmarks of every package, ten runs, into bench.new
	@go test -run '^$$' -bench . -benchmem -count 10 $(PKG) | tee bench.new

.PHONY: golden
golden: ## rewrite the expected output of golden-file tests; review the diff
	@go test $$(grep -rl --include '*_test.go' 'flag.Bool("update"' . | xargs -n1 dirname | sort -u) -update

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (30s)
	@.ci/fuzz $(FUZZTIME)

.PHONY: cover
cover: ## test coverage, as out/cover.html
	@mkdir -p out
	@BROWSER=0 go test -coverprofile out/cover.out -coverpkg ./... ./...
	@go tool cover -html out/cover.out -o out/cover.html
	@go tool cover -func out/cover.out | tail -1

.PHONY: clean
clean: ## remove what was built and written here
	@rm -rf bin out
