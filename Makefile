# Meeting Insights: make demo and make test are all one needs; each sets up what it needs.
SHELL := bash
MVN := ./mvnw -B -ntp
NO_LINT := -Dspotless.check.skip -Dcheckstyle.skip
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

.PHONY: build
build: ## the application jar, and what bin/meeting-insights runs with
	@$(MVN) -q -DskipTests -DskipITs $(NO_LINT) package

.PHONY: class-archive
class-archive: build ## the classes of a load kept for later commands, which start some three seconds sooner; 200 MB, a minute
	@build/class-archive

DIST ?= dist
.PHONY: dist
dist: build ## what spark-submit needs, in dist/: our jar, lib/ for spark.jars, conf/; see docs/deploy.md
	@build/dist $(DIST)

.PHONY: demo
demo: build ## a small organisation through every job, without any account; results in demo/
	@bin/meeting-insights demo

.PHONY: lint
lint: ## format and style of the code, in seconds
	@$(MVN) -q spotless:check checkstyle:check

.PHONY: test
test: lint ## everything that must hold, what breaks soonest first: lint, unit, Spark, processes, spark-submit, crash harness
	@$(MVN) verify $(NO_LINT)

.PHONY: quick
quick: ## tests that need no Spark, for the inner loop
	@$(MVN) -q test -DskipSparkTests

# Tests of one tag alone, those with a Spark session among them.
TAGGED = -Dsurefire.groups=$(1) '-Dsurefire.sparkGroups=spark & $(1)' -Dsurefire.excludedGroups=none

.PHONY: proofs
proofs: ## short forms of the long proofs: kills of a fetch, faulty answers, 10,000 spoilt ones, identity, the faults' physics, a model of measured traces
	@$(MVN) -q test $(NO_LINT) $(call TAGGED,proof) -Dfuzz.bodies=10000

.PHONY: privacy-test
privacy-test: ## planted people, looked for in every byte after opt-out, erase and retention
	@$(MVN) -q verify $(NO_LINT) $(call TAGGED,privacy)

# S3_WRITES says how often each of the two drivers writes, if not as often as the test itself has it.
S3_TEST := $(MVN) -q -Ps3 verify $(NO_LINT) -Dtest.forks=1
.PHONY: s3-test
s3-test: ## everything on S3, against a server of that protocol: cluster-test, two drivers at once, what a store must do
	@$(S3_TEST) $(call TAGGED,s3) $(if $(S3_WRITES),-Ds3.writes=$(S3_WRITES))

.PHONY: cluster-test
cluster-test: ## the pipeline on a Spark cluster of three processes and on S3, a worker killed in the middle of load, correlate and explain
	@$(S3_TEST) $(call TAGGED,cluster)

.PHONY: format
format: ## lays the code out
	@$(MVN) -q spotless:apply
	@python=$$(notebooks/environment) && "$$python" -m ruff format -q notebooks

.PHONY: docs
docs: build ## docs/tables.md, docs/features.md and docs/faults.md from the code
	@for writer in io.meetinginsights.docs.GenerateDocs io.meetinginsights.jobs.simulate.FaultsDocument; do \
	  java -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" $$writer docs || exit 1; done

.PHONY: bench-ingest
bench-ingest: build ## a day of 6,500 meetings against Zoom's limits on a faster clock; target/bench/ingest.json
	@java -Xmx512m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" \
	  -Dlog4j2.configurationFile=conf/log4j2.properties -Duser.timezone=UTC $(BENCH_OPTS) io.meetinginsights.jobs.bench.IngestBench

.PHONY: bench-load
bench-load: build ## load at 10^6 and 10^7 snapshots with what goes with them, beside DuckDB and bare reading; needs Python 3.12; target/bench/load.json
	@bench/load/run

.PHONY: bench-correlate
bench-correlate: build ## correlate at 10^5, 10^6 and 10^7 snapshots beside DuckDB and a range join; needs Python 3.12; target/bench/correlate.json
	@bench/correlate/run

.PHONY: bench-day
bench-day: build ## a day of 10,000 clients from silver on: correlate, train, explain, insights; target/bench/day.json
	@java -Xmx256m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" $(BENCH_OPTS) io.meetinginsights.jobs.bench.DayBench

.PHONY: evaluate
evaluate: build ## how often the blame is right, in five simulated worlds beside three baselines; target/bench/evaluate.json, half an hour
	@java -Xmx6g -XX:+UseParallelGC @build/jvm-options -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" \
	  -Dlog4j2.configurationFile=conf/log4j2.properties -Duser.timezone=UTC $(BENCH_OPTS) io.meetinginsights.jobs.bench.EvaluateWorlds

.PHONY: bench-train
bench-train: build ## train at 10^4, 10^5 and 10^6 rows, and beside XGBoost and LightGBM in Python; needs Python 3.12; target/bench/train.json
	@bench/train/run

.PHONY: bench-explain
bench-explain: build ## explain over 10^5 and 10^6 minutes beside a job that passes through, bytes on disk; target/bench/explain.json
	@java -Xmx256m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" $(BENCH_OPTS) io.meetinginsights.jobs.bench.ExplainBench

.PHONY: bench-ask
bench-ask: build ## every question over 30 days of 1,000 clients: seconds, files, memory; target/bench/ask.json, 6 minutes
	@java -Xmx512m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" \
	  -Dlog4j2.configurationFile=conf/log4j2.properties -Duser.timezone=UTC $(BENCH_OPTS) io.meetinginsights.jobs.bench.AskBench

.PHONY: bench-erase
bench-erase: build ## erasing one of 1,000 people over 30 days; target/bench/erase.json, half an hour, 10 GB of disk
	@java -Xmx512m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" \
	  -Dlog4j2.configurationFile=conf/log4j2.properties -Duser.timezone=UTC $(BENCH_OPTS) io.meetinginsights.jobs.bench.EraseBench

.PHONY: acceptance
acceptance: ## the long proofs: every crash point of every job, thirty fetches and ten erasures, by a real kill; a load that dies after each commit
	@$(MVN) -q $(NO_LINT) -Dtest=none \
	  -Dit.test=CrashHarnessIT -Dfailsafe.failIfNoSpecifiedTests=false -Dcrash.harness=every-point verify
	@$(MVN) -q $(NO_LINT) -Dtest=none \
	  -Dit.test=ErasureIT -Dfailsafe.failIfNoSpecifiedTests=false -Dsurefire.excludedGroups=none -Derasure.kills=10 verify
	@$(MVN) -q -pl jobs -am -Dtest='FetchedTablesTest,LoadCrashTest,TrainJobTest#aRunCutOff*' -Dfetch.kills=30 -Dsurefire.excludedGroups=none test

.PHONY: later-week
later-week: ## what the model is worth in the week after the three it learnt from, beside an oracle that sees the simulator's latent state
	@$(MVN) -q -pl jobs -am $(NO_LINT) -Dtest=LaterWeekTest -Dsurefire.excludedGroups=none -Dtest.heap=4g $(LATER_WEEK_OPTS) test

.PHONY: fuzz
fuzz: ## Zoom's answers spoilt in every place of their schemas, 10,000 of them, through one load
	@$(MVN) -q -pl jobs -am $(NO_LINT) -Dtest=ZoomFuzzTest,BadZoomInputTest -Dfuzz.bodies=10000 -Dtest.heap=2g test

.PHONY: bench-shapley
bench-shapley: ## the Shapley engine beside its peers, one thread, in ratios; needs a Python from 3.12 on, 15 minutes
	@$(MVN) -q -Pbench -pl bench -am -DskipTests -DskipITs $(NO_LINT) package
	@bench/shapley/run

# What the demo writes last: without it there is none, or half of one.
DEMO_END := demo/warehouse/gold/model_metrics/job=evaluate
HAS_DEMO = [ -d '$(DEMO_END)' ] || $(MAKE) demo

.PHONY: notebooks
notebooks: ## JupyterLab on the demo's tables, or those of MEETING_INSIGHTS_WAREHOUSE; NOTEBOOKS_OPTS adds its options
	@[ -n "$${MEETING_INSIGHTS_WAREHOUSE:-}" ] || $(HAS_DEMO)
	@# Notebooks run in their own folder: a relative place would be another one there.
	@if [ -d "$${MEETING_INSIGHTS_WAREHOUSE:-}" ]; then export MEETING_INSIGHTS_WAREHOUSE="$$(cd "$$MEETING_INSIGHTS_WAREHOUSE" && pwd)"; fi; \
	  python=$$(notebooks/environment) && exec "$$python" -m jupyter lab --config=notebooks/jupyter_server_config.py $(NOTEBOOKS_OPTS)

.PHONY: notebooks-test
notebooks-test: ## every notebook and every query of docs/queries.md on the demo's tables; executed copies in target/notebooks/
	@$(HAS_DEMO)
	@ls jobs/target/meeting-insights-jobs-*-app.jar >/dev/null 2>&1 || $(MAKE) build
	@python=$$(notebooks/environment) && "$$python" -m ruff check -q notebooks && "$$python" -m ruff format -q --check notebooks && \
	  "$$python" -m pytest -q -p no:cacheprovider --durations=8 notebooks/tests $(NOTEBOOKS_OPTS)

.PHONY: airflow
airflow: ## Airflow's environment and Spark's for it, from their locks, in airflow/.venv; needs Python 3.11 to 3.13
	@airflow/setup

.PHONY: airflow-lock
airflow-lock: airflow ## new locks from airflow/*requirements.in, with hashes
	@cd airflow && for name in requirements spark-requirements uv-requirements; do .venv/uv/bin/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --custom-compile-command 'make airflow-lock' $$name.in -o $$name.lock || exit 1; done

.PHONY: airflow-lint
airflow-lint: airflow ## the DAGs by ruff, its rules of Airflow among them
	@cd airflow && .venv/airflow/bin/ruff check . && .venv/airflow/bin/ruff format --check .

AIRFLOW_TESTS := cd airflow && AIRFLOW_HOME="$$(mktemp -d)" .venv/airflow/bin/python -m pytest -x -s -p no:cacheprovider
.PHONY: airflow-test
airflow-test: airflow-lint dist ## the DAGs for real: a day, training, a backfill, a kill and a clear, maintenance, planted failures; 25 minutes
	@$(AIRFLOW_TESTS)

.PHONY: airflow-test-short
airflow-test-short: airflow-lint dist ## the DAGs for real, one day and one clear
	@$(AIRFLOW_TESTS) -m 'not long'

.PHONY: clean
clean: ## removes what was built and the demo
	@$(MVN) -q clean; rm -rf demo
