#include "engine/work_tree.h"

#include <chrono>

#include "agent/git_folder.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "policy/git_config.h"

namespace ingot::engine {
namespace {

constexpr std::chrono::seconds kLimit(10);
constexpr std::size_t kMaxConfig = 256U << 10U;
constexpr std::size_t kMaxOutput = 4096;  // one name is enough
constexpr mode_t kOthersWrite = 0022;

// A git that only the administrator can put there, never one of the workspace (SEC-13).
std::filesystem::path system_git() {
  const std::filesystem::path found = os::find_program("git");
  if (found.empty()) return {};
  const std::filesystem::path program = os::canonical(found);
  const auto info = os::stat_file(program);
  return info && info->owner == 0 && (info->mode & kOthersWrite) == 0 ? program
                                                                      : std::filesystem::path();
}

}  // namespace

std::string branch_of(const std::filesystem::path& cwd) {
  const std::filesystem::path git = agent::git_folder_of(cwd);
  return git.empty() ? std::string() : agent::branch_of(git);
}

std::vector<std::filesystem::path> branch_files(const std::filesystem::path& cwd) {
  const std::filesystem::path git = agent::git_folder_of(cwd);
  if (git.empty()) return {cwd / ".git"};
  return {git / "HEAD", git / "logs/HEAD", git / "index"};
}

std::optional<bool> is_dirty(const std::filesystem::path& cwd,
                             const std::vector<std::string>& hidden, const std::stop_token& stop) {
  const std::filesystem::path git = agent::git_folder_of(cwd);
  // A linked worktree has its configuration in two places elsewhere.
  if (git.filename() != ".git") return std::nullopt;
  const auto config = os::read_regular_file(git / "config", kMaxConfig);
  if (!config || !policy::starts_nothing(*config)) return std::nullopt;
  const std::filesystem::path program = system_git();
  if (program.empty()) return std::nullopt;
  std::vector<std::string> environment = os::environment_without(hidden);
  environment.emplace_back("GIT_TERMINAL_PROMPT=0");
  environment.emplace_back("GIT_OPTIONAL_LOCKS=0");
  // The places are given: nothing is looked for, and a bare repository inside is none.
  const auto ran = os::run(
      {.argv = {program.string(), "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
                "-c", "protocol.allow=never", "--git-dir=" + git.string(),
                "--work-tree=" + git.parent_path().string(), "status", "--porcelain",
                "--untracked-files=normal", "--ignore-submodules=all"},
       .directory = git.parent_path(),
       .environment = std::move(environment),
       .input = {},
       .merge_stderr = false},
      kLimit, kMaxOutput, stop);
  if (!ran || ran->timed_out || ran->stopped || ran->exit.code != 0) return std::nullopt;
  return !ran->output.empty();
}

}  // namespace ingot::engine
