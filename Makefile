# Every target is one command; `make help` lists them. Node is called directly: npx and npm cost half a second each.
SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := all

bin := node_modules/.bin
run := node scripts/run.cjs
# One file for each core; Node's own choice leaves a core idle, which of two is half.
node_test = node --import tsx --test --test-concurrency=$$(node -p 'os.availableParallelism()') $$(node scripts/lib/test-files.mjs $(1))

install := node_modules/.package-lock.json
# What was installed without the packages of development is renewed without them.
omitted = $(if $(wildcard $(install)),$(if $(wildcard $(bin)/tsc),,--omit=dev))
# Targets for whoever works on this repository itself say what they lack.
development = test -x $(bin)/tsc || { echo 'make $@ takes the packages of development: npm ci' >&2; exit 2; }

# Of the commands about deployed systems: where, and which; all of an environment, or the only one, unless told.
ENV ?= local
SYSTEM ?=
place = --env $(ENV) $(if $(SYSTEM),--system $(SYSTEM))
# Of the commands about fleets: the one on this machine is called otherwise.
fleet = --env $(or $(filter-out local,$(ENV)),fleet-local) $(if $(SYSTEM),--system $(SYSTEM))

.PHONY: all help types-check synth lint explain test check bench types ami local deploy status verify destroy release rollback
.PHONY: rehearse stop plan comment hooks picture adopt approve stackset stackset-status stackset-drift stackset-destroy format clean

all: $(install) ## installs what is missing, type-checks, writes output/, lints it
	@$(MAKE) $(if $(findstring jobserver,$(MAKEFLAGS)),,--jobs=2) types-check linted # types beside the others

help: ## prints this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(install): package.json package-lock.json
	npm ci $(omitted) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

synth: $(install) ## writes output/ from templates/, or one SYSTEM's; touches only what changed
	@$(run) synth $(if $(SYSTEM),--system '$(SYSTEM)') $(ARGS)

# What `all` does beside the types.
.PHONY: linted
linted: synth
	@$(run) lint

lint: $(install) ## lints what changed in output/ with cfn-lint and cloudformation-validate; ARGS=--all everything, --verbose shows notes
	@$(run) lint $(ARGS)

types-check: $(install) ## type-checks everything; what has passed again only where something of it has changed
	@if test -x $(bin)/tsc; then $(run) types-check; \
	else echo 'types are not checked: TypeScript is a package of development, npm ci installs it' >&2; test "$$CI" != true; fi

explain: $(install) ## says what a logical id is: ID=Service/TaskRole; SYSTEM=storefront for another system's, FORMAT=json for programs
	@$(run) explain --id '$(ID)' $(if $(SYSTEM),--system '$(SYSTEM)') $(if $(FORMAT),--format '$(FORMAT)') $(ARGS)

test: $(install) ## types, unit, property and golden tests; under three minutes
	@$(development)
	@$(MAKE) types-check
	@$(call node_test,short)

check: $(install) ## what CI runs: format, types, generated files, output up to date, linters, all tests
	@$(development)
	@$(run) format --check
	@$(bin)/oxlint --deny-warnings --report-unused-disable-directives
	@$(MAKE) types-check
	@$(run) types --check
	@$(run) synth --check
	@$(run) lint
	@$(call node_test,all)
	@$(run) bench --pairs 5 --rounds 1 --check

bench: $(install) ## measures synth against `node -e 0` and the CDK's, sizes, and deploying against the AWS CLI; writes docs/bench.svg and its tables
	@$(run) bench $(ARGS)

types: $(install) ## regenerates src/aws/ from the pinned service specification; ARGS="--check" only compares
	@$(run) types $(ARGS)

ami: $(install) ## proposes the newest ECS-optimised AMI; ARGS="--env dev", or "--region eu-central-1 --arch arm64"
	@$(run) ami $(ARGS)

local: $(install) ## runs the local cloud until Ctrl-C: CloudFormation and what it needs; ARGS="--play" has what is deployed run
	@$(run) local $(ARGS)

# What is compared: output/ with a commit, two folders, or with what is deployed somewhere.
compared = $(if $(LIVE),-live --env '$(LIVE)')$(if $(BASE), --base '$(BASE)')$(if $(FROM), --from '$(FROM)')$(if $(TO), --to '$(TO)')

plan: $(install) ## says what a change of output/ will really do: against BASE (origin/main), between FROM and TO, or LIVE=dev
	@$(run) plan$(compared) $(if $(SYSTEM),--system '$(SYSTEM)') $(if $(FORMAT),--format '$(FORMAT)') $(ARGS)

deploy: $(install) ## deploys to ENV (local unless told) all its systems, or one SYSTEM; ARGS="--plan" only shows what would change
	@$(run) deploy $(place) $(ARGS)

status: $(install) ## says where they stand: stacks, live colour, release, pipeline, alarms; ENV and SYSTEM as for deploy
	@$(run) status $(place) $(ARGS)

verify: $(install) ## compares what is deployed with output/: templates, parameters, drift; ENV and SYSTEM as for deploy
	@$(run) verify $(place) $(ARGS)

adopt: $(install) ## deploys one SYSTEM and takes what has its names already into its stacks; ARGS="--plan" only shows what would be
	@$(run) adopt $(place) $(ARGS)

destroy: $(install) ## takes one SYSTEM of ENV down, after asking; says what is left
	@$(run) destroy $(place) $(ARGS)

release: $(install) ## starts the pipeline of one SYSTEM, and plays it where that is on this machine; ARGS="--ignore-alarms" for a fix while alarms ring
	@$(run) release $(place) $(ARGS)

rollback: $(install) ## releases what ran before once more, of one SYSTEM
	@$(run) rollback $(place) $(ARGS)

stop: $(install) ## stops the release of one SYSTEM that runs; traffic goes back
	@$(run) stop $(place) $(ARGS)

approve: $(install) ## reports by hand for a hook of one SYSTEM; ARGS="--deployment d-... --execution ... --status Succeeded"
	@$(run) approve $(place) $(ARGS)

rehearse: $(install) ## plays a release of SYSTEM on this machine, from output/ alone, or with a FAULT; RESUME=latest goes on with one
	@$(run) rehearse $(if $(SYSTEM),--system '$(SYSTEM)') $(if $(FAULT),--fault '$(FAULT)') $(if $(RESUME),--resume '$(RESUME)') $(ARGS)

stackset: $(install) ## deploys to all accounts and regions of a fleet (ENV, SYSTEM); ARGS="--plan" only shows what would change
	@$(run) stackset $(fleet) $(ARGS)

stackset-status: $(install) ## says how the stacks of a fleet are: a table of accounts and regions, and which colour serves
	@$(run) stackset-status $(fleet) $(ARGS)

stackset-drift: $(install) ## has CloudFormation look for drift in all stacks of a fleet
	@$(run) stackset-drift $(fleet) $(ARGS)

stackset-destroy: $(install) ## takes one SYSTEM out of all accounts of a fleet, after asking
	@$(run) stackset-destroy $(fleet) $(ARGS)

comment: $(install) ## in CI: posts FILE to the pull or merge request as one comment, or brings it up to date; ARGS="--marker NAME"
	@$(run) comment $(if $(FILE),--file '$(FILE)') $(ARGS)

picture: $(install) ## draws a rehearsal's page as docs/rehearsal.png: FROM=.local/rehearsal/<time>, a made-up one unless told; takes a chromium
	@$(development)
	@$(run) picture $(if $(FROM),--from '$(FROM)') $(ARGS)

hooks: $(install) ## installs a pre-commit hook that keeps output/ current with what is staged; ARGS=--remove takes it away
	@$(run) hooks $(ARGS)

format: $(install) ## formats everything and fixes what the linter can
	@$(development)
	@$(bin)/oxlint --fix
	@$(run) format

clean: ## removes what can be made again; output/ stays, it is checked in
	rm -rf node_modules .tools
