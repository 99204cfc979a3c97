# The words of this repository. `make demo` needs Python 3.11 to 3.13 and the package index, `make test` brings its tools.
.PHONY: demo test check fix bench lock
dev := .venv-dev/bin

demo: # a legacy shop, and the same shop personalized
	@requirements/venv.sh .venv requirements/production.txt
	@.venv/bin/python -m examples.demo

test: check # everything that must hold before a change lands
	@requirements/debian.sh chromium libgomp1 nginx varnish prometheus redis-server redis-sentinel systemd
	$(dev)/python -m pytest

check: $(dev) # lint, format, types
	$(dev)/ruff check .
	$(dev)/ruff format --check .
	$(dev)/mypy .

fix: $(dev) # what a tool can mend by itself
	$(dev)/ruff check --fix .
	$(dev)/ruff format .

bench: $(dev) # what it costs, beside its peers
	$(dev)/python -m benchmarks

lock: $(dev) # after a change of dependencies; UPGRADE=--upgrade takes the newest of all
	@requirements/lock.sh $(UPGRADE)

.PHONY: $(dev)
$(dev):
	@requirements/venv.sh .venv-dev requirements/development.txt
