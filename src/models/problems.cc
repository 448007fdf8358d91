#include "models/problems.h"

#include <optional>
#include <string>
#include <string_view>

#include "models/resolve.h"

namespace ingot::models {
namespace {

// resolve() begins what it says of names with this and the last digit of the code.
constexpr std::string_view kOfName = "error E2";
constexpr std::size_t kCodeAt = 6;
constexpr std::size_t kCodeBytes = 3;

std::optional<config::Diagnostic> problem_of_default(const Error& error,
                                                     const config::Settings& settings) {
  if (!error.what.starts_with(kOfName)) return std::nullopt;
  config::Diagnostic problem;
  problem.code = error.what.substr(kCodeAt, kCodeBytes);
  problem.at = settings.model_at;
  problem.path = settings.model_key;
  problem.text = error.what.substr(kCodeAt + kCodeBytes + 2);  // after ": "
  return problem;
}

}  // namespace

std::vector<config::Diagnostic> problems_of(const std::vector<Listed>& models,
                                            const config::Settings& settings) {
  std::vector<config::Diagnostic> problems;
  for (const Listed& listed : models) {
    if (listed.section != Section::custom) continue;
    for (const config::Diagnostic& error : listed.errors) {
      if (error.code == "E19") problems.push_back(error);
    }
    problems.insert(problems.end(), listed.notes.begin(), listed.notes.end());
  }
  if (settings.model.empty()) return problems;
  std::vector<std::string> unheard;
  const auto model = resolve(models, settings.model, {}, {}, unheard);
  if (model) return problems;
  if (auto problem = problem_of_default(model.error(), settings)) {
    problems.push_back(*std::move(problem));
  }
  return problems;
}

Error at_default_model(Error error, const config::Settings& settings) {
  if (const auto problem = problem_of_default(error, settings)) {
    error.what = config::to_string(*problem);
  }
  return error;
}

}  // namespace ingot::models
