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
# One set of build flags everywhere: another one would compile SQLite again.
export GOFLAGS := -trimpath $(GOFLAGS)
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
	@go build -ldflags '-X main.version=$(VERSION)' -o $(BIN) ./cmd/trunglap

# What the lists themselves cannot say: their date, who published them, how many platforms of whom they state.
LIST_2024 := --date 2024-07-03 --title 'Nền tảng số do các bộ, ngành triển khai' --authority '2765/BTTTT-CĐSQG' \
	--stated BTC=31,BCA=11,BXD=10,BNV=9,BTP=9,BGTVT=8,BKHDT=7,BGDDT=7,BQP=3,BKHCN=2,TTCP=2,UBDT=2,VTV=1,VOV=1
LIST_2025 := --date 2025-09-11 --title 'Nền tảng số dùng chung của ngành, lĩnh vực, vùng' --authority '1527/QĐ-BKHCN; 2618/QĐ-BKHCN'
LIST_2026 := --date 2026-06-24 --title 'Nền tảng số quốc gia, nền tảng số dùng chung' --authority '1132/QĐ-TTg'

.PHONY: report
report: build ## overlap report of the real lists, in out/: LISTS=2024 (default) or all
	@$(if $(YEARS_$(LISTS)),,echo 'LISTS=$(LISTS) is not known: use LISTS=2024 or LISTS=all' >&2; exit 2)
	@mkdir -p $(DATA)
	@$(foreach y,$(YEARS_$(LISTS)),$(BIN) --data $(DATA) import testdata/vn/platforms-$(y).csv $(LIST_$(y)) &&) true
	@$(BIN) --data $(DATA) scan
	@$(BIN) --data $(DATA) report --top 10 --force --out $(REPORT).json --out $(REPORT).csv --out $(REPORT).html

.PHONY: test
test: toolchain ## all tests; BROWSER=0 leaves the browser tests out
	@.ci/test

.PHONY: check
check: toolchain ## formatting, vet, staticcheck, tidy module files, known vulnerabilities
	@.ci/check

.PHONY: quality
quality: build ## every figure of detection quality, of labelled pairs and proposals; writes docs/model-card.md
	@mkdir -p out/data/quality
	@$(BIN) --data out/data/quality import testdata/vn/platforms-2024.csv >/dev/null 2>&1
	@$(BIN) --data out/data/quality --lang en evaluate --full --gold testdata/vn/gold-pairs-2024.csv --proposals testdata/vn/proposals-dev.csv
	@go test ./cmd/trunglap -run '^TestModelCard$$' -count 1 -update >/dev/null && echo 'docs/model-card.md is written'

.PHONY: quality-er
quality-er: build ## quality of link on benchmarks, no labels used: ER=folder of folders with a.csv, b.csv, gold.csv
	@$(if $(ER),,echo 'say where the benchmarks are: make quality-er ER=DIR' >&2; exit 2)
	@for d in $(ER)/*/; do for one in --one-to-one ''; do echo "== $$(basename $$d) $$one"; \
		$(BIN) --lang en evaluate $$d/a.csv $$d/b.csv --gold $$d/gold.csv $$one --brief || exit 1; done; done

.PHONY: vectors
vectors: build ## learn the embedded term statistics again: LAW=the corpus, a file or a folder that holds law.tsv.gz (see text/data/README.md)
	@$(if $(LAW),,echo 'say where the law corpus is: make vectors LAW=FILE' >&2; exit 2)
	@$(BIN) vectors train $(if $(wildcard $(LAW)/law.tsv.gz),$(LAW)/law.tsv.gz,$(LAW)) $(foreach y,$(YEARS_all),--in-domain testdata/vn/platforms-$(y).csv) --out text/data/stats.bin

.PHONY: bench
bench: ## benchmarks of every package, ten runs, into bench.new
	@go test -run '^$$' -bench . -benchmem -count 10 $(PKG) | tee bench.new

N ?= 10000
.PHONY: bench-join
bench-join: build ## import and scan a made-up list of N platforms (10000), figures of docs/benchmarks.md
	@mkdir -p out && rm -rf out/data/join-$(N)
	@go run ./testdata/gen -n $(N) -out out/list-$(N).csv
	@$(BIN) --data out/data/join-$(N) import out/list-$(N).csv
	@bash -c 'time $(BIN) --data out/data/join-$(N) --lang en scan'

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

.PHONY: pictures
pictures: ## docs/report.png, docs/finding.png and docs/check.png, of the real list, as README shows them
	@CHROMIUM=$$(.ci/browser) go test ./cmd/trunglap -run '^TestBrowser(Report|Check)$$' -pictures $(CURDIR)/docs

.PHONY: clean
clean: ## remove what was built and written here
	@rm -rf bin out
