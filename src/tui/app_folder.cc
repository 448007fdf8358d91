// tui/app_folder.cc: /cwd, and sessions that go on in the folder they were in (CLI-52).

#include <unistd.h>

#include <memory>
#include <utility>

#include "engine/sessions.h"
#include "engine/trust.h"
#include "engine/work_tree.h"
#include "os/file.h"
#include "os/paths.h"
#include "tui/app.h"
#include "tui/trust_dialog.h"

namespace ingot::tui {
namespace {

bool is_folder(const std::filesystem::path& path) {
  const auto info = os::stat_file(path);
  return info && info->type == os::FileInfo::Type::directory;
}

// The folder that was meant, canonical.
Result<std::filesystem::path> folder_from(const std::string& text,
                                          const std::filesystem::path& from) {
  const std::filesystem::path path = os::canonical(os::absolute(text, from));
  const auto wrong = [&](std::string what) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = std::move(what),
                 .where = path.string(),
                 .remedy = "the session stays in " + os::short_path(from)};
  };
  if (!os::stat_file(path)) return wrong("there is no such folder");
  if (!is_folder(path)) return wrong("this is not a folder");
  if (::access(path.c_str(), R_OK | X_OK) != 0) return wrong("this folder may not be read");
  return path;
}

}  // namespace

void App::change_folder(const std::filesystem::path& folder, std::function<void()> then) {
  const config::ProjectTrust& here = configuration_.settings.project;
  engine::Start start{.overlay = configuration_.request.overlay, .cwd = folder};
  auto fresh = engine::load_configuration(start);
  // The flag was about the project that ingot was started in.
  if (fresh && configuration_.request.trust_project && fresh->settings.project.root == here.root) {
    start.trust_project = true;
    fresh = engine::load_configuration(start);
  }
  if (!fresh) return say_error(fresh.error());
  if (!fresh->settings.project.has(config::TrustItem::State::pending)) {
    enter_folder(folder, *std::move(fresh));
    return then();
  }
  commit(trust_listing(fresh->settings.project));
  dialog_ = trust_question(
      {.title = "Do you trust this project?",
       .restricted = "Work there without what is listed",
       .stay = "Stay in " + os::short_path(conversation_.cwd()),
       .answered = [this, folder, then = std::move(then),
                    there = std::make_shared<engine::Configuration>(*std::move(fresh))](
                       std::optional<engine::TrustAnswer> answer) {
         if (!answer) return say("the session stays in " + os::short_path(conversation_.cwd()));
         if (const auto done = engine::answer_trust(*there, *answer); !done) {
           say_error(done.error());
         }
         enter_folder(folder, std::move(*there));
         then();
       }});
}

void App::enter_folder(const std::filesystem::path& folder, engine::Configuration fresh) {
  reloader_.replace(std::move(fresh));
  conversation_.enter(folder);
  composer_.use_history(history_file(configuration_.folder, folder));
  apply_configuration();
  branch_ = engine::branch_of(folder);
  read_branch();
  say("works in " + os::short_path(folder) + (branch_.empty() ? "" : " (" + branch_ + ")"));
  if (const std::string left_out = engine::trust_notice(configuration_); !left_out.empty()) {
    say("! " + left_out, {.colour = Colour::yellow});
  }
}

void App::go_on(const std::string& id, bool fork) {
  const auto resume = [this, id, fork] {
    conversation_.resume(id, fork);
    show_past(id);
  };
  const std::filesystem::path folder = engine::folder_of_session(configuration_, id);
  if (folder.empty() || folder == conversation_.cwd()) return resume();
  if (is_folder(folder)) return change_folder(folder, resume);
  say("! the folder of this session is gone: " + folder.string() + "; it goes on in " +
      os::short_path(conversation_.cwd()));
  resume();
}

void App::begin_with(const std::string& id, bool fork) {
  if (options_.cwd.empty()) return go_on(id, fork);
  conversation_.resume(id, fork);
  show_past(id);
}

struct App::FolderCommands {
  static void cwd(App& app, const std::string& arguments) {
    const std::filesystem::path from = app.conversation_.cwd();
    if (arguments.empty()) return app.say("works in " + from.string());
    const auto folder = folder_from(arguments, from);
    if (!folder) {
      app.say_error(folder.error());
      return app.composer_.set_text("/cwd " + arguments);
    }
    if (*folder == from) return app.say("works in " + os::short_path(from) + " already");
    app.change_folder(*folder, [] {});
  }
};

std::vector<App::Command> App::folder_commands() {
  return {
      {.name = "cwd",
       .arguments = "[path]",
       .help = "go on in another folder",
       .run = &FolderCommands::cwd,
       .while_working = false,
       .details = "Tools, mentions, history and settings are those of that folder. Without a path: "
                  "says where it is.",
       .example = "/cwd ~/src/parser"},
  };
}

}  // namespace ingot::tui
