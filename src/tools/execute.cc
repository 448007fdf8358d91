#include <csignal>

#include <algorithm>
#include <atomic>

#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "tools/builtin.h"
#include "tools/execute_output.h"
#include "tools/input.h"
#include "tools/interactive.h"

namespace ingot::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kMaxTimeoutSeconds = 3600;
constexpr std::size_t kMaxCommandBytes = 128 * 1024;  // what one argument of a program may hold
constexpr std::chrono::milliseconds kProgressInterval{250};
constexpr std::chrono::milliseconds kCancelGrace{50};
constexpr std::chrono::milliseconds kBackgroundWatch{800};  // then it counts as started
constexpr std::size_t kMaxBackgroundBytes = 1U << 20U;

constexpr ParameterName kNames[] = {{"command", {"cmd", "script"}},
                                    {"summary", {"description"}},
                                    {"timeout"},
                                    {"riskLevel", {"risk_level", "risk"}},
                                    {"riskLevelReason", {"risk_level_reason"}},
                                    {"fireAndForget", {"fire_and_forget", "run_in_background"}},
                                    {"cwd", {"workdir", "directory"}}};
constexpr InputShape kShape{kNames, R"({"command":"make test","timeout":300})"};

struct Request {
  std::string command;
  std::string summary;
  Target directory;
  std::optional<std::int64_t> timeout;  // seconds
  bool background = false;
  Risk claimed = Risk::read;
  std::string notes;
};

Risk risk_of(Input& in) {
  json::Value level = in.value("riskLevel");
  if (level.is_object()) level = level["value"];
  if (level.is_absent()) return Risk::read;
  const std::string_view text = level.string_or("");
  if (text == "low" || text == "read") return Risk::read;  // the least there is to claim
  if (text == "medium") return Risk::medium;
  // A claim that cannot be read counts as the highest: it can only raise.
  return Risk::high;
}

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  Request request;
  request.command = in.required_text("command");
  const bool blank = request.command.find_first_not_of(" \t\r\n") == std::string::npos;
  if (in.value("command").is_string() && blank) in.refuse("command", "a command line");
  if (request.command.find('\0') != std::string::npos) in.refuse("command", "without NUL");
  if (request.command.size() > kMaxCommandBytes) {
    in.refuse("command", "shorter than 128 KB; put a long script into a file");
  }
  request.summary = in.text("summary").value_or("");
  request.timeout = in.whole_number("timeout", 1);
  request.background = in.flag("fireAndForget", false);
  request.claimed = risk_of(in);
  const std::string directory = in.text("cwd").value_or("");
  INGOT_TRY_VOID(in.status());
  request.notes = in.notes();
  if (request.timeout && *request.timeout > kMaxTimeoutSeconds) {
    request.timeout = kMaxTimeoutSeconds;
    request.notes +=
        "\n[timeout is in seconds; limited to " + std::to_string(kMaxTimeoutSeconds) + "]";
  }
  request.directory = target_of(directory.empty() ? "." : directory, context);
  return request;
}

// The user's shell when it is bash or zsh, else bash, else sh.
std::string shell() {
  std::string own = os::environment_variable("SHELL").value_or("");
  const std::string name = own.substr(own.rfind('/') + 1);
  if ((name == "bash" || name == "zsh") && !os::find_program(own).empty()) return own;
  for (const char* program : {"bash", "sh"}) {
    if (const auto path = os::find_program(program); !path.empty()) return path.string();
  }
  return "/bin/sh";
}

std::vector<std::string> environment(const ToolContext& context) {
  // Nothing may wait for a person or draw on a terminal.
  constexpr std::pair<const char*, const char*> kSet[] = {
      {"PAGER", "cat"},       {"GIT_PAGER", "cat"}, {"GIT_TERMINAL_PROMPT", "0"},
      {"GIT_EDITOR", "true"}, {"TERM", "dumb"},     {"INGOT", "1"}};
  std::vector<std::string> hidden = context.hidden_variables;
  for (const auto& [name, value] : kSet) hidden.emplace_back(name);
  std::vector<std::string> out = os::environment_without(hidden);
  for (const auto& [name, value] : kSet) out.push_back(std::string(name) + "=" + value);
  return out;
}

std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "SIGHUP";
    case SIGINT:
      return "SIGINT";
    case SIGQUIT:
      return "SIGQUIT";
    case SIGILL:
      return "SIGILL";
    case SIGTRAP:
      return "SIGTRAP";
    case SIGABRT:
      return "SIGABRT";
    case SIGBUS:
      return "SIGBUS";
    case SIGFPE:
      return "SIGFPE";
    case SIGKILL:
      return "SIGKILL";
    case SIGUSR1:
      return "SIGUSR1";
    case SIGUSR2:
      return "SIGUSR2";
    case SIGSEGV:
      return "SIGSEGV";
    case SIGPIPE:
      return "SIGPIPE";
    case SIGALRM:
      return "SIGALRM";
    case SIGTERM:
      return "SIGTERM";
    case SIGXCPU:
      return "SIGXCPU";
    case SIGXFSZ:
      return "SIGXFSZ";
    case SIGSYS:
      return "SIGSYS";
    default:
      return "signal " + std::to_string(signal);
  }
}

// `output` without line ends at its end, so that the closing line stands after one empty line.
std::string with_closing(std::string output, const std::string& closing) {
  while (!output.empty() && output.back() == '\n') output.pop_back();
  if (!output.empty()) output += "\n\n";
  return output + closing;
}

ToolOutput exit_result(const ToolContext& context, const os::Exit& exit, std::string output,
                       const std::string& notes) {
  while (!output.empty() && output.back() == '\n') output.pop_back();
  if (exit.signal != 0) {
    const std::string name = signal_name(exit.signal);
    return failed_output(context, with_closing("Command terminated by " + name +
                                                   (output.empty() ? "" : "\n" + output),
                                               "[Process terminated by " + name + "]") +
                                      notes);
  }
  const std::string code = std::to_string(exit.code);
  const std::string closing = "[Process exited with code " + code + "]";
  if (exit.code != 0) {
    return failed_output(context, with_closing("Command failed (exit code: " + code + ")" +
                                                   (output.empty() ? "" : "\n" + output),
                                               closing) +
                                      notes);
  }
  if (output.empty()) output = "Command completed successfully";
  return finished_output(context, with_closing(std::move(output), closing) + notes);
}

class ExecuteTool final : public Tool {
 public:
  explicit ExecuteTool(ExecuteSetup setup) : setup_(setup) {}

  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "Execute",
        .description =
            "Runs a command line in a fresh shell and returns its output and exit code.\n"
            "It starts in the working folder; cd and variables do not last. There is no terminal "
            "and no input, so use non-interactive options. Limit 90 s unless `timeout` (seconds, "
            "at most 3600) is given. Long output is cut in the middle and kept in a file. To read, "
            "search or change files use the other tools.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("command":{"type":"string","description":"The command line"},)json"
            R"json("summary":{"type":"string","description":"What it does, in a few words"},)json"
            R"json("timeout":{"type":"integer","minimum":1,"maximum":3600,"description":"Seconds;)json"
            R"json( default 90"},)json"
            R"json("riskLevel":{"type":"string","enum":["low","medium","high"],"description":"low)json"
            R"json(: only reads, or makes files here; medium: builds, reversible changes; high: )json"
            R"json(anything else"},)json"
            R"json("riskLevelReason":{"type":"string"},)json"
            R"json("fireAndForget":{"type":"boolean","description":"Start in the background and )json"
            R"json(return at once"},)json"
            R"json("cwd":{"type":"string","description":"Folder to run in; default: the working )json"
            R"json(folder"})json"
            R"json(},"required":["command"]})json",
        .category = Category::execute,
        .read_only = false,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    return Effects{.reads = {},
                   .writes = {},
                   .command = request.command,
                   .command_directory = request.directory.resolved,
                   .claimed = request.claimed,
                   .detail = "Execute: " + request.command};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto request = parse(input, context);
    if (!request) return failed_output(context, to_text(request.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    if (const std::string why = interactive_refusal(request->command); !why.empty()) {
      return failed_output(context, why);
    }
    if (request->command.find("[secret:") != std::string::npos) {
      return failed_output(context,
                           "the command holds a mark ([secret:...]) that stands for a value hidden "
                           "from you; it cannot be used");
    }
    const auto info = os::stat_file(request->directory.path);
    if (!info || info->type != os::FileInfo::Type::directory) {
      return failed_output(context, info ? request->directory.shown + " is not a directory"
                                         : missing_text(request->directory, context));
    }
    if (request->background && !context.allow_background) {
      return failed_output(context,
                           "background processes are not allowed in this session; run the command "
                           "without fireAndForget, with a timeout");
    }
    os::Command command;
    command.directory = request->directory.path;
    command.environment = environment(context);
    if (request->background) return run_in_background(context, *request, std::move(command));
    command.argv = {shell(), "-c", request->command};
    return run_to_end(context, *request, command);
  }

 private:
  ToolOutput run_to_end(const ToolContext& context, const Request& request,
                        const os::Command& command) const {
    auto started = os::Child::start(command);
    if (!started) return failed_output(context, to_text(started.error()));
    os::Child child = std::move(*started);
    const std::chrono::milliseconds limit =
        request.timeout ? std::chrono::seconds(*request.timeout) : setup_.default_limit;
    const auto deadline = Clock::now() + limit;
    auto kill_at = Clock::time_point::max();  // set once TERM was sent
    bool killed = false;
    ExecuteOutput output(context);
    auto next_progress = Clock::now() + kProgressInterval;

    for (;;) {
      const bool timed_out = kill_at != Clock::time_point::max();
      const auto until = std::min(timed_out ? kill_at : deadline,
                                  context.progress ? next_progress : Clock::time_point::max());
      const os::Child::Step step = child.wait(until, context.stop);
      output.feed(step.output);
      const auto now = Clock::now();
      if (now >= next_progress) {
        output.report_progress();
        next_progress = now + kProgressInterval;
      }
      if (step.event == os::Child::Event::stopped) {
        child.end_group(kCancelGrace);
        return cancelled_output();
      }
      if (step.event == os::Child::Event::exited) {
        output.finish();
        if (timed_out) return timeout_result(context, request, limit, output.text());
        // What the shell left running in the background may live on where that is allowed.
        const os::Exit exit = child.exit();
        if (context.allow_background) child.detach();
        return exit_result(context, exit, output.text(), request.notes);
      }
      if (!timed_out && now >= deadline) {
        child.signal_group(SIGTERM);
        kill_at = now + setup_.grace;
      } else if (timed_out && now >= kill_at) {
        if (killed) {  // its output is held open from outside the group
          output.finish();
          return timeout_result(context, request, limit, output.text());
        }
        killed = true;
        child.signal_group(SIGKILL);
        kill_at = now + std::chrono::seconds(1);
      }
    }
  }

  static ToolOutput timeout_result(const ToolContext& context, const Request& request,
                                   std::chrono::milliseconds limit, std::string output) {
    std::string text =
        "Command timed out after " + std::to_string((limit.count() + 999) / 1000) + "s";
    while (!output.empty() && output.back() == '\n') output.pop_back();
    if (!output.empty()) text += "\n" + output;
    if (!request.timeout) {
      text += "\n\n[For longer commands give `timeout` in seconds, at most 3600]";
    }
    return failed_output(context, text + request.notes);
  }

  // The command writes to a file of its own, so that it does not depend on us reading.
  static ToolOutput run_in_background(const ToolContext& context, const Request& request,
                                      os::Command command) {
    if (context.output_folder.empty()) {
      return failed_output(context, "there is no folder to keep the output in");
    }
    if (const auto made = os::make_folders(context.output_folder, 0700); !made) {
      return failed_output(context, to_text(made.error()));
    }
    static std::atomic<unsigned> counter{0};
    std::filesystem::path file;
    do {
      file = context.output_folder / ("background-" + std::to_string(++counter) + ".txt");
    } while (os::stat_no_follow(file));
    if (const auto opened = os::AppendFile::open(file, 0600); !opened) {
      return failed_output(context, to_text(opened.error()));
    }
    // $1: the file, $2: the command. The leader waits for a child of its own, which lives on when
    // the leader goes with us.
    const std::string own_shell = shell();
    command.argv = {
        own_shell, "-c",          R"(exec >>"$1" 2>&1; "$0" -c "$2" & wait "$!"; exit "$?")",
        own_shell, file.string(), request.command};
    auto started = os::Child::start(command);
    if (!started) return failed_output(context, to_text(started.error()));
    os::Child child = std::move(*started);
    const auto deadline = Clock::now() + kBackgroundWatch;
    for (;;) {
      const os::Child::Step step = child.wait(deadline, context.stop);
      if (step.event == os::Child::Event::output) continue;
      if (step.event == os::Child::Event::stopped) {
        child.end_group(kCancelGrace);
        return cancelled_output();
      }
      if (step.event == os::Child::Event::exited) {
        ExecuteOutput output(context);
        if (const auto text = os::read_file(file, kMaxBackgroundBytes)) output.feed(*text);
        output.finish();
        return exit_result(context, child.exit(), output.text(), request.notes);
      }
      break;
    }
    const std::string pid = std::to_string(child.pid());
    child.detach();
    return finished_output(context, "Started background process bg-" + pid + " (pid " + pid +
                                        ")\n[Output: " + file.string() +
                                        "; stop it with kill -- -" + pid + "]" + request.notes);
  }

  const ExecuteSetup setup_;
};

}  // namespace

std::unique_ptr<Tool> make_execute_tool(ExecuteSetup setup) {
  return std::make_unique<ExecuteTool>(setup);
}

}  // namespace ingot::tools
