// What code costs: the first text of a language, and each line after it.
#include <chrono>
#include <cstdio>
#include <string>

#include "highlight/highlight.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLines = 2000;
constexpr const char* kCode[] = {
    "static int count(const std::string& text, char wanted) {",
    "  return std::count(text.begin(), text.end(), wanted);  // \"all\" of them",
    "}",
};

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

}  // namespace

int main() {
  for (const char* language : {"c++", "python", "typescript", "rust", "html", "sql", "yaml"}) {
    auto begin = Clock::now();
    ingot::highlight::Engine engine;
    ingot::highlight::Text text(engine, language);
    text.next("x");
    const double first = milliseconds_since(begin);
    begin = Clock::now();
    for (int i = 0; i < kLines; ++i) text.next(kCode[i % 3]);
    std::printf("%-12s first line %6.2f ms, then %6.1f us a line\n", language, first,
                milliseconds_since(begin) * 1e3 / kLines);
  }
  return 0;
}
