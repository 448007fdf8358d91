#include "engine/spec.h"

#include <memory>

#include <utf8proc.h>

#include "base/clock.h"
#include "json/value.h"
#include "models/planner.h"
#include "os/file.h"
#include "os/new_file.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

constexpr std::size_t kMostLetters = 60;
constexpr int kMostNames = 1000;  // of plans of one day and title

std::string first_heading(std::string_view markdown) {
  std::size_t at = 0;
  while (at < markdown.size()) {
    const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
    const std::string_view line = markdown.substr(at, end - at);
    const std::size_t text = line.find_first_not_of("# ");
    if (line.starts_with('#') && text != std::string_view::npos)
      return std::string(line.substr(text));
    at = end + 1;
  }
  return {};
}

// Letters of other alphabets than ours have no plain form and are left out.
std::string without_marks(const std::string& text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                  UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  return size < 0
             ? text
             : std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

std::string slug_of(const std::string& text) {
  std::string slug;
  for (const char c : without_marks(text)) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    if (plain) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
    if (slug.size() == kMostLetters) break;
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug;
}

std::filesystem::path nearest_project_folder(const Configuration& configuration,
                                             const std::filesystem::path& cwd) {
  for (std::filesystem::path at = cwd;; at = at.parent_path()) {
    std::error_code error;
    std::filesystem::path folder = at / ".factory";
    if (os::canonical(folder) == os::canonical(configuration.folder)) return {};
    if (std::filesystem::is_directory(folder, error)) return folder;
    if (at == at.parent_path() || std::filesystem::exists(at / ".git", error)) return {};
  }
}

}  // namespace

std::optional<Plan> plan_of_call(std::string_view tool, std::string_view input_json) {
  if (tool != "ExitSpecMode") return std::nullopt;
  const auto input = json::Document::parse(input_json);
  auto plan = input ? tools::plan_of(input->root()) : Result<Plan>(input.error());
  return plan ? std::optional(*std::move(plan)) : std::nullopt;
}

WantedPlanner planner_of(const config::Settings& settings, const std::string& model,
                         const std::string& effort) {
  WantedPlanner wanted{.model = settings.spec.model.name, .effort = settings.spec.effort};
  if (!model.empty()) wanted = {.model = model};
  if (!effort.empty()) wanted.effort = effort;
  return wanted;
}

std::string why_not_planner(const Configuration& configuration, const models::Model& planner,
                            const models::Model& main) {
  return configuration.settings.spec.cross_provider ? std::string()
                                                    : models::why_not_planner(planner, main);
}

Result<std::optional<models::Model>> choose_planner(const Configuration& configuration,
                                                    const WantedPlanner& wanted,
                                                    const models::Model& main,
                                                    std::vector<std::string>& notices) {
  if (wanted == WantedPlanner{}) return std::optional<models::Model>();
  INGOT_TRY(
      models::Model planner,
      configuration.choose(wanted.model.empty() ? main.id : wanted.model, wanted.effort, notices));
  if (const std::string why = why_not_planner(configuration, planner, main); !why.empty()) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = why,
                 .remedy = "choose another model for spec mode, or set ingot.crossProviderSpec"};
  }
  return std::optional<models::Model>(std::move(planner));
}

std::filesystem::path plan_folder(const Configuration& configuration,
                                  const std::filesystem::path& cwd) {
  if (const std::string& wanted = configuration.settings.spec.save_folder; !wanted.empty()) {
    return os::absolute(wanted, cwd);
  }
  const std::filesystem::path project = nearest_project_folder(configuration, cwd);
  return (project.empty() ? configuration.folder : project) / "docs";
}

std::string plan_file_name(const tools::Plan& plan, std::string_view date) {
  std::string slug = slug_of(plan.title);
  if (slug.empty()) slug = slug_of(first_heading(plan.text));
  if (slug.empty()) slug = "spec";
  return std::string(date) + "-" + slug + ".md";
}

Result<std::filesystem::path> save_plan(const Configuration& configuration,
                                        const std::filesystem::path& cwd, const tools::Plan& plan,
                                        std::string_view date) {
  const std::filesystem::path folder = plan_folder(configuration, cwd);
  const bool is_private = os::is_inside(folder, configuration.folder);
  INGOT_TRY_VOID(os::make_folders(folder, is_private ? 0700 : 0777));
  std::string text = plan.text;
  while (text.ends_with('\n')) text.pop_back();
  text += '\n';
  const std::filesystem::path name = plan_file_name(plan, date);
  for (int number = 1; number <= kMostNames; ++number) {
    const std::string last = number == 1 ? std::string() : "-" + std::to_string(number);
    const std::filesystem::path path = folder / (name.stem().string() + last + ".md");
    auto written = os::write_new(path, text);
    if (written) return path;
    if (written.error().kind != Error::Kind::busy) return written.error();
  }
  return Error{.kind = Error::Kind::limit,
               .what = "there are " + std::to_string(kMostNames) + " plans of this day and title",
               .where = folder.string(),
               .remedy = "move some away, or set specSaveDir"};
}

std::string kept_plan(const Configuration& configuration, const std::filesystem::path& cwd,
                      const tools::Plan& plan) {
  if (!configuration.settings.spec.save) return {};
  const auto saved =
      save_plan(configuration, cwd, plan, to_local(system_clock().wall(), "%Y-%m-%d"));
  return saved ? "the plan is kept in " + saved->string()
               : "the plan is not kept: " + to_text(saved.error());
}

}  // namespace ingot::engine
