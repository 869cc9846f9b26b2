# Meeting Insights: make demo and make test are all one needs; each sets up what it needs.
SHELL := bash
MVN := ./mvnw -B -ntp
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

.PHONY: build
build: ## the application jar, and what bin/meeting-insights runs with
	@$(MVN) -q -DskipTests -DskipITs -Dspotless.check.skip -Dcheckstyle.skip package

.PHONY: demo
demo: build ## a small organisation through every job, without any account; results in demo/
	@bin/meeting-insights demo

.PHONY: test
test: ## everything: format, lint, architecture, unit, Spark, processes, spark-submit, crash harness
	@$(MVN) verify

.PHONY: quick
quick: ## tests that need no Spark, for the inner loop
	@$(MVN) -q test -Dsurefire.excludedGroups=spark,proof -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: proofs
proofs: ## short forms of the long proofs: a load that dies after each commit, kills of a fetch, faulty answers, identity, the faults' physics, a model of measured traces
	@$(MVN) -q verify -Dspotless.check.skip -Dcheckstyle.skip -Dsurefire.groups=proof -Dsurefire.excludedGroups=none -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: s3-test
s3-test: ## landing zone and warehouse on S3 against a server of that protocol: the whole pipeline, two drivers at once, no secret anywhere
	@$(MVN) -q -Ps3 verify -Dspotless.check.skip -Dcheckstyle.skip -Dsurefire.groups=s3 -Dsurefire.excludedGroups=none -Dtest.forks=1

.PHONY: cluster-test
cluster-test: ## the pipeline on a Spark cluster of three processes, then with a worker killed in the middle of load, correlate and explain
	@$(MVN) -q verify -Dspotless.check.skip -Dcheckstyle.skip -Dsurefire.groups=cluster -Dsurefire.excludedGroups=none -Dtest.forks=1

.PHONY: format
format: ## lays the code out
	@$(MVN) -q spotless:apply

.PHONY: docs
docs: build ## docs/tables.md, docs/features.md and docs/faults.md from the code
	@for writer in io.meetinginsights.docs.GenerateDocs io.meetinginsights.jobs.simulate.FaultsDocument; do \
	  java -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" $$writer docs || exit 1; done

.PHONY: bench-ingest
bench-ingest: build ## a day of 6,500 meetings against Zoom's limits on a faster clock; target/bench/ingest.json
	@java -Xmx512m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" \
	  -Dlog4j2.configurationFile=conf/log4j2.properties -Duser.timezone=UTC $(BENCH_OPTS) io.meetinginsights.jobs.bench.IngestBench

.PHONY: bench-correlate
bench-correlate: build ## correlate at 10^5, 10^6 and 10^7 snapshots beside DuckDB and a range join; needs Python 3.12; target/bench/correlate.json
	@bench/correlate/run

.PHONY: bench-day
bench-day: build ## a day of 10,000 clients from silver on: correlate, train, explain, insights; target/bench/day.json
	@java -Xmx256m -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" $(BENCH_OPTS) io.meetinginsights.jobs.bench.DayBench

.PHONY: evaluate
evaluate: build ## how often the blame is right, in five simulated worlds beside three baselines; target/bench/evaluate.json, 25 minutes
	@java -Xmx6g -XX:+UseParallelGC @build/jvm-options -cp "$$(ls jobs/target/meeting-insights-jobs-*-app.jar):$$(cat jobs/target/classpath)" \
	  -Dlog4j2.configurationFile=conf/log4j2.properties -Duser.timezone=UTC $(BENCH_OPTS) io.meetinginsights.jobs.bench.EvaluateWorlds

.PHONY: bench-train
bench-train: build ## train at 10^4, 10^5 and 10^6 rows, and beside XGBoost and LightGBM in Python; needs Python 3.12; target/bench/train.json
	@bench/train/run

.PHONY: acceptance
acceptance: ## the long proofs: every crash point of every job, and thirty fetches, by a real kill
	@$(MVN) -q -Dspotless.check.skip -Dcheckstyle.skip -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dit.test=CrashHarnessIT -Dfailsafe.failIfNoSpecifiedTests=false -Dcrash.harness=every-point verify
	@$(MVN) -q -pl jobs -am -Dtest=FetchedTablesTest -Dfetch.kills=30 -Dsurefire.excludedGroups=none -Dsurefire.failIfNoSpecifiedTests=false test

.PHONY: fuzz
fuzz: ## Zoom's answers spoilt in every place of their schemas, 10,000 of them, through one load
	@$(MVN) -q -pl jobs -am -Dspotless.check.skip -Dcheckstyle.skip -Dtest=ZoomFuzzTest,BadZoomInputTest -Dfuzz.bodies=10000 -Dtest.heap=2g \
	  -Dsurefire.failIfNoSpecifiedTests=false test

.PHONY: bench-shapley
bench-shapley: ## the Shapley engine beside its peers, one thread, in ratios; needs a Python from 3.12 on, 15 minutes
	@$(MVN) -q -Pbench -pl bench -am -DskipTests -DskipITs -Dspotless.check.skip -Dcheckstyle.skip package
	@bench/shapley/run

.PHONY: clean
clean: ## removes what was built and the demo
	@$(MVN) -q clean; rm -rf demo
