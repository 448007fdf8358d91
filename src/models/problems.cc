#include "models/problems.h"

#include <string>

#include "models/resolve.h"

namespace ingot::models {

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
  for (const config::NamedModel* setting : {&settings.model, &settings.compaction.model}) {
    if (setting->name.empty()) continue;
    std::vector<std::string> unheard;
    const auto model = resolve(models, setting->name, {}, {}, unheard);
    if (model || model.error().code.empty()) continue;
    config::Diagnostic problem;
    problem.code = model.error().code;
    problem.at = setting->at;
    problem.path = setting->key;
    problem.text = model.error().what;
    problems.push_back(std::move(problem));
  }
  return problems;
}

Error at_setting(Error error, const config::NamedModel& setting) {
  if (error.code.empty()) return error;
  error.where = config::to_string(setting.at);
  error.what = setting.key + ": " + error.what;
  return error;
}

}  // namespace ingot::models
