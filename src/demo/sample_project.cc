#include "demo/sample_project.h"

#include <initializer_list>
#include <utility>

#include "json/writer.h"
#include "os/file.h"

namespace ingot::demo {

const char* const kSamplePrompt =
    "The tests of this project fail. Find out why, repair it and prove it.";
const char* const kSampleTestCommand = "sh tests/run.sh";

namespace {

constexpr const char* kReadme = R"(# slug

Turns titles into the last part of a URL.

    $ ./slug.sh "Hello, World!"
    hello-world
    $ ./slug.sh --max 11 "Hello, World! Again"
    hello-world

`--max N` keeps the slug within N characters and cuts between words. A first word that is
longer than N is cut inside.

Tests: `sh tests/run.sh`. A line of `tests/cases.txt` is one test: limit (or -), slug, title.
)";

constexpr const char* kProgram = R"(#!/bin/sh
# slug.sh [--max N] TITLE: prints the slug of a title.
set -eu
. "$(dirname "$0")/lib/slugify.sh"

max=
if [ "${1-}" = --max ]; then
  max=$2
  shift 2
fi
if [ $# -ne 1 ]; then
  echo "usage: slug.sh [--max N] TITLE" >&2
  exit 2
fi

slug=$(slugify "$1")
if [ -n "$max" ]; then
  slug=$(shorten "$slug" "$max")
fi
printf '%s\n' "$slug"
)";

constexpr const char* kBrokenCut = R"(  cut=$(printf '%s' "$1" | cut -c "1-$2")
  printf '%s' "${cut%-*}"
)";

constexpr const char* kRepairedCut = R"(  cut=$(printf '%s' "$1" | cut -c "1-$2")
  case ${1#"$cut"} in
    -*) ;;                # the cut falls between two words: keep both
    *) cut=${cut%-*} ;;   # inside a word: drop its beginning
  esac
  printf '%s' "$cut"
)";

constexpr const char* kLibraryBegin = R"(# slugify.sh: functions for slug.sh, read with "."

# slugify TITLE: lower case, runs of anything but letters and digits become one hyphen.
slugify() {
  printf '%s' "$1" |
    tr '[:upper:]' '[:lower:]' |
    sed -e "s/'//g" -e 's/[^a-z0-9][^a-z0-9]*/-/g' -e 's/^-//' -e 's/-$//'
}

# shorten SLUG MAX: at most MAX characters, cut between words.
shorten() {
  if [ "${#1}" -le "$2" ]; then
    printf '%s' "$1"
    return
  fi
)";

constexpr const char* kTests = R"sh(#!/bin/sh
# Runs slug.sh on every line of cases.txt: LIMIT SLUG TITLE, a limit of - meaning none.
cd "$(dirname "$0")/.." || exit 2
passed=0
failed=0
while read -r limit want title; do
  if [ "$limit" = - ]; then
    got=$(sh ./slug.sh "$title")
  else
    got=$(sh ./slug.sh --max "$limit" "$title")
  fi
  if [ "$got" = "$want" ]; then
    passed=$((passed + 1))
    echo "ok $((passed + failed)) - $title (limit $limit)"
  else
    failed=$((failed + 1))
    echo "not ok $((passed + failed)) - $title (limit $limit)"
    echo "  wanted: $want"
    echo "  got:    $got"
  fi
done < tests/cases.txt
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
)sh";

constexpr const char* kCases = R"(- hello-world Hello, World!
- dont-panic Don't Panic
- 10-tips-tricks   10 Tips & Tricks...
80 short-enough Short enough
11 hello-world Hello, World! Again
13 hello-world Hello, World! Again
9 unbreakab Unbreakable
)";

constexpr const char* kLastCase = "9 unbreakab Unbreakable\n";
constexpr const char* kMoreCases = "9 unbreakab Unbreakable\n6 hello Hello, World!\n";

using Pairs = std::initializer_list<std::pair<std::string_view, std::string>>;

ScriptedCall call(std::string name, const Pairs& members) {
  ScriptedCall made{.name = std::move(name), .input_json = {}};
  json::Writer writer(made.input_json);
  writer.begin_object();
  for (const auto& [key, value] : members) writer.member(key, value);
  writer.end_object();
  return made;
}

ScriptedCall run_tests() {
  return call("Execute", {{"command", kSampleTestCommand},
                          {"summary", "Run the project's tests"},
                          {"riskLevel", "low"},
                          {"riskLevelReason", "Only runs the tests of this folder"}});
}

std::string todos(std::string_view first, std::string_view second, std::string_view third) {
  return "1. [" + std::string(first) + "] See which tests fail, and why\n2. [" +
         std::string(second) + "] Repair the cause\n3. [" + std::string(third) +
         "] Add the missing case and run all tests";
}

constexpr const char* kOpening =
    "I am a scripted model: my words and calls were written beforehand and come from a small "
    "server "
    "on this machine. No model provider is asked and nothing is paid. The tools, the files and the "
    "test runs you see are real.\n\nFirst a plan and a look around.";

constexpr const char* kDiagnosis =
    "The one failing case has a limit that falls exactly behind a word: \"hello-world-again\" cut "
    "at 11 is \"hello-world\", a whole number of words. `shorten` in `lib/slugify.sh` then still "
    "drops everything behind the last hyphen. It has to drop the last word only if the cut went "
    "through it, that is, unless what follows begins with a hyphen.";

constexpr const char* kReport =
    R"(The tests pass. (Scripted report of a scripted model; the test run above is real.)

**Cause.** `shorten` in `lib/slugify.sh` cut the slug to the limit and then always removed the last word, also when the limit fell exactly between two words.

**Change.**

- `lib/slugify.sh`: the last word is removed only when the cut went through it.
- `tests/cases.txt`: one more case, a cut directly behind a hyphen, which must not leave the hyphen.

**Proof.** `sh tests/run.sh`: before 6 passed, 1 failed; after 8 passed, 0 failed.
)";

}  // namespace

Result<> write_sample_project(const std::filesystem::path& folder) {
  INGOT_TRY_VOID(os::make_folders(folder / "lib"));
  INGOT_TRY_VOID(os::make_folders(folder / "tests"));
  const os::WriteOptions plain{.mode = 0644, .sync = false};
  const os::WriteOptions program{.mode = 0755, .sync = false};
  INGOT_TRY_VOID(os::write_atomic(folder / "README.md", kReadme, plain));
  INGOT_TRY_VOID(os::write_atomic(folder / "slug.sh", kProgram, program));
  INGOT_TRY_VOID(os::write_atomic(folder / "lib/slugify.sh",
                                  std::string(kLibraryBegin) + kBrokenCut + "}\n", plain));
  INGOT_TRY_VOID(os::write_atomic(folder / "tests/run.sh", kTests, program));
  return os::write_atomic(folder / "tests/cases.txt", kCases, plain);
}

Scenario sample_scenario(const std::filesystem::path& folder, std::chrono::milliseconds delay) {
  Scenario scenario;
  scenario.variables["project"] = folder.string();
  const auto add = [&](ScriptedTurn turn) {
    turn.delay = delay;
    turn.chunk = 32;
    if (turn.number == 0 && !scenario.turns.empty()) {
      turn.number = scenario.turns.back().number + 1;
    }
    scenario.turns.push_back(std::move(turn));
  };
  add({.text = kOpening,
       .calls = {call("TodoWrite", {{"todos", todos("in_progress", "pending", "pending")}}),
                 call("LS", {{"directory_path", "{{project}}"}})}});
  add({.text = "The README names the test program. Its result comes first.",
       .calls = {run_tests()}});
  add({.text = "One case fails. I read the three places that can be involved, all at once.",
       .reasoning =
           "Scripted reasoning: only the case with limit 11 fails, 13 works. So the cut at "
           "an exact word end is the suspect.",
       .calls = {
           call("Read", {{"file_path", "{{project}}/lib/slugify.sh"}}),
           call("Read", {{"file_path", "{{project}}/tests/cases.txt"}}),
           call("Grep",
                {{"pattern", "shorten"}, {"path", "{{project}}"}, {"output_mode", "content"}})}});
  add({.text = kDiagnosis,
       .calls = {call("Edit", {{"file_path", "{{project}}/lib/slugify.sh"},
                               {"old_str", kBrokenCut},
                               {"new_str", kRepairedCut}})}});
  add({.text = "A neighbour of this case has no test: a cut directly behind a hyphen.",
       .calls = {call("Edit", {{"file_path", "{{project}}/tests/cases.txt"},
                               {"old_str", kLastCase},
                               {"new_str", kMoreCases}})}});
  add({.text = "The proof:", .calls = {run_tests()}});
  const std::size_t proof = scenario.turns.back().number + 1;
  add({.number = proof,
       .tool_result_contains = "passed, 0 failed",
       .calls = {call("TodoWrite", {{"todos", todos("completed", "completed", "completed")}})}});
  add({.number = proof,
       .text = "The tests still fail, which this script did not expect. A scripted model cannot "
               "think about why; it stops here."});
  add({.number = proof + 1, .text = kReport});
  return scenario;
}

}  // namespace ingot::demo
