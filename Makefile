# The front door. Each target installs the Debian packages it needs and lacks (tools/packages).
#
#   make run      build, then watch ingot at work: on your model if one is configured, else the demo
#   make build    build/release/ingot
#   make test     everything that is tested, under AddressSanitizer and UBSan
#   make bench    decoding beside a plain parse, prompt caching, the whole program beside curl
#   make lint     clang-format (check only) and clang-tidy
#   make format   rewrite our sources as clang-format wants them
#   make fuzz     every fuzz target for FUZZ_SECONDS (60) each
#   make tsan     unit tests under ThreadSanitizer
#   make pictures the pictures of docs/terminal.md, taken of the program itself
#   make clean    remove build/
#
# JOBS=n limits parallel compilers; PACKAGES=present skips the package check.

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?= 60
ARGS ?=

export MAKECMDGOALS

.DEFAULT_GOAL := build
.PHONY: run build test bench lint format fuzz tsan pictures clean

build:
	@tools/packages build
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release -j $(JOBS)

run: build
	@tools/run build/release/ingot $(ARGS)

test:
	@tools/packages build test
	@cmake --preset dev --log-level=WARNING
	@cmake --build --preset dev -j $(JOBS) --target ingot --target ingot_tests
	@tools/run_tests --build build/dev --jobs $(JOBS) $(ARGS)

bench: build
	@tools/packages bench
	@cmake --build --preset release -j $(JOBS) --target ingot_benches
	@build/release/src/provider_decode_bench
	@bench/prompt_cache.py --ingot build/release/ingot
	@bench/terminal.py --ingot build/release/ingot
	@bench/whole_program.py --ingot build/release/ingot $(ARGS)

lint:
	@tools/packages build test lint
	@tools/lint --build build/tidy --jobs $(JOBS) $(ARGS)

format:
	@tools/packages lint
	@git ls-files -z --cached --others --exclude-standard '*.cc' '*.h' | xargs -0 clang-format-14 -i

fuzz:
	@tools/packages build fuzz
	@cmake --preset fuzz --log-level=WARNING
	@cmake --build --preset fuzz -j $(JOBS)
	@tools/fuzz --build build/fuzz --seconds $(FUZZ_SECONDS) --jobs $(JOBS) $(ARGS)

tsan:
	@tools/packages build test
	@cmake --preset tsan --log-level=WARNING
	@cmake --build --preset tsan -j $(JOBS) --target ingot_tests
	@tools/run_tests --build build/tsan --jobs $(JOBS) --units-only $(ARGS)

pictures: build
	@tools/packages pictures
	@/usr/bin/python3 tools/pictures --ingot build/release/ingot $(ARGS)

clean:
	rm -rf build
