#include "engine/validate.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "config/files.h"
#include "config/source.h"
#include "json/writer.h"
#include "models/problems.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

using Severity = config::Diagnostic::Severity;

void append(std::vector<config::Diagnostic> more, std::vector<config::Diagnostic>& to) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

Result<std::vector<config::Diagnostic>> problems_of(const Configuration& configuration,
                                                    const std::string& file) {
  if (file.empty()) {
    std::vector<config::Diagnostic> problems = configuration.settings.diagnostics;
    append(models::problems_of(configuration.models, configuration.settings), problems);
    return problems;
  }
  const std::filesystem::path path = os::absolute(file, os::current_folder());
  const auto info = os::stat_file(path);
  if (!info) return info.error();
  config::Request request = configuration.request;
  // As --settings, so that no file but this machine's policy stands above it.
  request.overlay = path.string();
  const config::Settings settings = config::load(request);
  std::vector<config::Diagnostic> problems = settings.diagnostics;
  append(models::problems_of(all_models(settings), settings), problems);
  const std::string shown = config::shown_path(path, request.environment);
  std::erase_if(problems,
                [&](const config::Diagnostic& problem) { return problem.at.file != shown; });
  return problems;
}

void write_problem(json::Writer& out, const config::Diagnostic& problem) {
  out.begin_object()
      .member("severity", config::to_string(problem.severity))
      .member("code", problem.code)
      .member("file", problem.at.file)
      .member("line", problem.at.line)
      .member("column", problem.at.column)
      .member("path", problem.path)
      .member("label", problem.label)
      .member("text", problem.text)
      .end_object();
}

}  // namespace

Result<Validation> validate_settings(const Configuration& configuration, const std::string& file,
                                     bool json) {
  INGOT_TRY(const std::vector<config::Diagnostic> problems, problems_of(configuration, file));
  Validation result;
  for (const config::Diagnostic& problem : problems) {
    if (problem.severity != Severity::note) result.valid = false;
  }
  if (json) {
    json::Writer out(result.text);
    out.begin_object().member("valid", result.valid).key("problems").begin_array();
    for (const config::Diagnostic& problem : problems) write_problem(out, problem);
    out.end_array().end_object();
  } else {
    for (const config::Diagnostic& problem : problems) result.text += to_string(problem) + "\n";
    if (problems.empty()) result.text += "no problems";
  }
  if (!result.text.ends_with('\n')) result.text += "\n";
  return result;
}

}  // namespace ingot::engine
