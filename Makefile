# sotay: `make run` and `make test` do all the set-up. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh

GO_SOURCES := $(shell git ls-files -co --exclude-standard '*.go' '*.sql')
WEB_SOURCES := $(shell git ls-files -co --exclude-standard web/map | grep -v /dist/)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## install what is missing, build, load the demo province, serve it
	@scripts/setup run
	@$(MAKE) --no-print-directory build
	@export SOTAY_DATA="$${SOTAY_DATA:-$$(scripts/data-folder)}"; bin/sotay demo && exec bin/sotay serve --demo-readings

test: ## everything: formatting, static checks, Go tests, web tests, the browser
	@scripts/setup test
	@$(MAKE) --no-print-directory build check
	go test -timeout 30m ./...
	npm --prefix web/map test
	scripts/e2e

build: bin/sotay ## build the web map and bin/sotay

bin/sotay: $(GO_SOURCES) go.mod web/map/dist/index.html
	go build -trimpath -o $@ ./cmd/sotay

web/map/node_modules/.package-lock.json: web/map/package-lock.json
	npm --prefix web/map ci --no-audit --no-fund

web/map/dist/index.html: web/map/node_modules/.package-lock.json $(WEB_SOURCES)
	npm --prefix web/map run build
	@touch $@

check: web/map/node_modules/.package-lock.json ## formatting, vet, staticcheck, TypeScript, Biome
	@test -z "$$(go -C tools tool gofumpt -l .. | tee /dev/stderr)" || { echo 'run make fmt'; exit 1; }
	go vet ./...
	@GOBIN=$(CURDIR)/bin go -C tools install honnef.co/go/tools/cmd/staticcheck
	bin/staticcheck ./...
	npm --prefix web/map run typecheck
	npm --prefix web/map run lint

fmt: ## format Go and TypeScript
	go -C tools tool gofumpt -w ..
	npm --prefix web/map run format

gen: ## write the generated files again: test shapefiles, API types
	go run ./testdata/shapefiles
	npm --prefix web/map run gen-api

screenshots: build ## take the README's screenshots from the demo province
	scripts/e2e screenshots

bench: ## list the side-by-side benchmarks and what each needs
	@grep -hm1 '^# ' bench/*/README.md; ls bench/*/README.md

clean: ## remove what was built (never the data)
	rm -rf bin web/map/node_modules
	find web/map/dist -mindepth 1 ! -name .gitkeep -delete

.PHONY: help run test build check fmt gen screenshots bench clean
