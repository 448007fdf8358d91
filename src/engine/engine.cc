#include "engine/engine.h"

#include <mutex>
#include <thread>
#include <utility>

#include "agent/prompt.h"
#include "base/log.h"
#include "base/queue.h"
#include "engine/compaction.h"
#include "engine/keys.h"
#include "engine/question_log.h"
#include "extensions/agents_md.h"
#include "http/client.h"
#include "os/heap.h"
#include "os/paths.h"
#include "os/signals.h"
#include "tools/selection.h"
#include "version.h"

namespace ingot::engine {
namespace {

using End = agent::TurnFinished::End;

constexpr std::size_t kMaxOps = 64;

std::string log_path() {
  for (const char* name : {"INGOT_LOG_FILE", "FACTORY_LOG_FILE"}) {
    if (auto path = os::environment_variable(name); path && !path->empty()) return *path;
  }
  return {};
}

// A delta joins the one before it, a progress line replaces the last: a slow reader makes the queue
// coarser, not longer.
bool merge_events(Event& last, Event& next) {
  if (auto* text = std::get_if<agent::TextDelta>(&next)) {
    auto* previous = std::get_if<agent::TextDelta>(&last);
    if (previous == nullptr || previous->message_id != text->message_id) return false;
    previous->text += text->text;
    return true;
  }
  if (auto* thought = std::get_if<agent::ThinkingDelta>(&next)) {
    auto* previous = std::get_if<agent::ThinkingDelta>(&last);
    if (previous == nullptr || previous->message_id != thought->message_id) return false;
    previous->text += thought->text;
    return true;
  }
  if (auto* progress = std::get_if<agent::ToolProgress>(&next)) {
    auto* previous = std::get_if<agent::ToolProgress>(&last);
    if (previous == nullptr || previous->call_id != progress->call_id) return false;
    previous->text = std::move(progress->text);
    return true;
  }
  if (auto* progress = std::get_if<agent::CompactionProgress>(&next)) {
    auto* previous = std::get_if<agent::CompactionProgress>(&last);
    if (previous == nullptr) return false;
    previous->bytes += progress->bytes;
    return true;
  }
  return false;
}

// The settings of a session that is continued, brought up to date with this run's choices.
void update(session::Settings& settings, const Options& options) {
  settings.model = options.model.id;
  settings.model_name = options.model.model;
  settings.provider = std::string(models::to_string(options.model.protocol));
  settings.base_url = options.model.base_url;
  settings.reasoning_effort = options.model.effort;
  settings.interaction_mode = std::string(policy::to_string(options.mode));
  settings.autonomy = std::string(policy::to_string(options.autonomy));
  if (options.session_budget) settings.budget_usd = options.session_budget;
  for (const session::Tag& tag : options.tags) {
    std::erase_if(settings.tags, [&](const session::Tag& other) { return other.name == tag.name; });
    settings.tags.push_back(tag);
  }
}

}  // namespace

// Order of members is order of death, last first: the agent's thread ends before what it uses.
struct Engine::Parts {
  Parts(std::unique_ptr<Redactor> known, const config::Environment& environment,
        const std::filesystem::path& records, const std::string& session)
      : redactor(std::move(known)),
        log(log_path(), *redactor),
        client("ingot/" INGOT_VERSION),
        keys(environment, *redactor),
        provider(client, system_clock(), *redactor, log, &keys),
        ledger(records.empty() ? records : records / "ledger.jsonl", session),
        questions(records.empty() ? records : records / "questions.jsonl", session),
        events(0),
        ops(kMaxOps) {}

  void run(std::stop_token stop) {
    os::begin_thread("agent");
    while (auto op = ops.pop(stop)) {
      if (std::holds_alternative<Changes>(*op)) {
        agent->take_changes();
        continue;
      }
      if (const auto* rename = std::get_if<Rename>(&*op)) {
        if (const auto named = agent->rename(rename->title); !named) {
          tell(agent::Notice{to_text(named.error())});
        }
        continue;
      }
      {
        const std::lock_guard lock(mutex);
        turn_stop = std::stop_source();
        ended_by = End::interrupted;
      }
      // Shutting down ends the turn as an interruption does.
      const std::stop_callback on_stop(stop, [this] { interrupt(End::interrupted); });
      if (auto* submit = std::get_if<Submit>(&*op)) {
        agent->run_turn(std::move(submit->message), turn_stop.get_token());
      } else {
        agent->summarise(std::get<Summarise>(*op).focus, turn_stop.get_token());
      }
      os::give_back_heap();
    }
  }

  void interrupt(End why) {
    std::stop_source source;
    {
      const std::lock_guard lock(mutex);
      ended_by = why;
      source = turn_stop;
    }
    source.request_stop();
  }

  void tell(Event event) {
    if (auto* finished = std::get_if<agent::TurnFinished>(&event);
        finished != nullptr && finished->end == End::interrupted) {
      const std::lock_guard lock(mutex);
      finished->end = ended_by;
    }
    if (const auto* asked = std::get_if<agent::PermissionAsked>(&event)) questions.asked(*asked);
    if (events.push_or_merge(std::move(event), merge_events) && on_event) on_event();
  }

  std::unique_ptr<Redactor> redactor;  // the session refers to it too
  Log log;
  http::Client client;
  FetchedKeys keys;
  provider::Provider provider;
  ledger::Ledger ledger;
  QuestionLog questions;
  tools::Registry registry;
  std::vector<const tools::Tool*> tools;
  std::vector<std::string> notices;
  std::string session_id;
  std::function<void()> on_event;  // as of Options
  Queue<Event> events;
  Queue<Op> ops;
  std::mutex mutex;
  std::stop_source turn_stop;       // guarded by mutex
  End ended_by = End::interrupted;  // guarded by mutex
  std::unique_ptr<agent::Agent> agent;
  std::jthread thread;
};

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Engine::~Engine() {
  parts_->thread.request_stop();
  parts_->ops.close();
}

extensions::AgentsMd guidelines(const Configuration& configuration,
                                const std::filesystem::path& folder) {
  return extensions::AgentsMd::load(folder, configuration.folder,
                                    {.trusted = !configuration.settings.project.is_restricted()});
}

agent::Budget budget_of(const Configuration& configuration) {
  const config::BudgetSettings& settings = configuration.settings.budget;
  return {.usd = settings.session, .warn_at = settings.warn_at};
}

Result<std::unique_ptr<Engine>> Engine::open(const Configuration& configuration,
                                             const Options& options) {
  os::keep_heap_small();
  // 1. The session: a new one, a continued one, or a copy.
  auto redactor = std::make_unique<Redactor>(configuration.redactor);
  const session::Store store(configuration.folder / "sessions", system_clock(), *redactor);
  std::unique_ptr<session::Session> session;
  session::Loaded loaded;
  if (!options.session_id.empty() || !options.fork_id.empty()) {
    session::Store::Opened opened;
    if (!options.session_id.empty()) {
      INGOT_TRY(opened, store.open(options.session_id));
    } else {
      INGOT_TRY(opened, store.fork(options.fork_id, options.cwd, options.compaction));
    }
    session = std::move(opened.session);
    loaded = std::move(opened.loaded);
  } else if (options.ephemeral) {
    session = store.create_ephemeral(options.cwd);
  } else {
    INGOT_TRY(session, store.create(options.cwd, "New session"));
  }

  // 2. The tools that are offered.
  tools::Registry registry = tools::builtin_tools(tool_use(options));
  INGOT_TRY(std::vector<const tools::Tool*> tools,
            tools::select_tools(registry, {.only = options.only_tools,
                                           .add = options.add_tools,
                                           .remove = options.remove_tools}));

  // 3. The parts that live as long as the engine.
  auto parts = std::make_unique<Parts>(
      std::move(redactor), configuration.request.environment,
      options.ephemeral ? std::filesystem::path() : configuration.folder / "ingot",
      session->header().id);
  parts->registry = std::move(registry);
  parts->tools = tools;
  parts->session_id = session->header().id;
  parts->notices = std::move(loaded.notices);
  parts->on_event = options.on_event;

  // 4. The agent.
  agent::Setup setup;
  setup.model = options.model;
  setup.spec_model = options.spec_model;
  setup.fallbacks = options.fallbacks;
  setup.system_prompt = agent::system_prompt(options.append_system_prompt);
  setup.tools = tools;
  setup.rules.mode = options.mode;
  setup.rules.autonomy = configuration.admitted(options.autonomy);
  setup.rules.most = policy::most_autonomy(configuration.settings.max_autonomy);
  if (setup.rules.autonomy != options.autonomy) {
    parts->notices.push_back("autonomy is " + std::string(policy::to_string(setup.rules.autonomy)) +
                             ": " + configuration.cap_text());
  }
  setup.rules.read_commands_run = !options.can_ask;
  setup.rules.workspace = options.cwd;
  setup.rules.command_allowlist = configuration.settings.command_allowlist;
  setup.rules.command_denylist = configuration.settings.command_denylist;
  setup.rules.command_blocklist = configuration.settings.command_blocklist;
  setup.rules.config_folder = os::canonical(configuration.folder);
  setup.limits = options.limits;
  setup.budget = budget_of(configuration);
  setup.on_denied = options.on_denied;
  setup.can_ask = options.can_ask;
  setup.take_queued = options.take_queued;
  setup.agents_md = guidelines(configuration, options.cwd);
  setup.compaction = compaction_rules(configuration, parts->notices);
  for (const std::string& notice : setup.agents_md.notices()) parts->notices.push_back(notice);

  // A session that goes on elsewhere remembers where (CLI-52).
  INGOT_TRY_VOID(session->set_cwd(options.cwd));
  update(loaded.settings, options);
  Parts* const raw = parts.get();
  parts->agent = std::make_unique<agent::Agent>(
      agent::Services{.provider = parts->provider,
                      .ledger = parts->ledger,
                      .clock = system_clock(),
                      .redactor = *raw->redactor},
      std::move(setup), std::move(session), std::move(loaded.settings), loaded.messages,
      [raw](Event event) { raw->tell(std::move(event)); });
  parts->thread = std::jthread([raw](std::stop_token stop) { raw->run(std::move(stop)); });
  return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

const std::string& Engine::session_id() const { return parts_->session_id; }

std::vector<std::string> Engine::tool_names() const {
  std::vector<std::string> names;
  for (const tools::Tool* tool : parts_->tools) names.emplace_back(tool->spec().name);
  return names;
}

const std::vector<std::string>& Engine::notices() const { return parts_->notices; }

std::string Engine::describe_turn(const chat::Message& message) {
  return parts_->agent->describe_turn(message);
}

void Engine::post(Op op) {
  if (auto* changes = std::get_if<Changes>(&op)) {
    parts_->agent->change(std::exchange(*changes, {}));
    // An idle agent takes them at once, a working one with its next request.
    parts_->ops.push_or_merge(std::move(op), [](const Op& last, const Op& /*next*/) {
      return std::holds_alternative<Changes>(last);
    });
    return;
  }
  parts_->ops.push(std::move(op));
}

void Engine::answer(const std::string& call_id, agent::Permission permission) {
  parts_->questions.answered(call_id, permission);
  parts_->agent->answer(call_id, std::move(permission));
}

void Engine::answer_questions(const std::string& call_id, std::optional<tools::Answers> answers) {
  parts_->agent->answer_questions(call_id, std::move(answers));
}

void Engine::answer_budget(agent::BudgetAnswer answer) { parts_->agent->answer_budget(answer); }

void Engine::answer_plan(agent::PlanAnswer answer) {
  parts_->agent->answer_plan(std::move(answer));
}

void Engine::interrupt(agent::TurnFinished::End why) { parts_->interrupt(why); }

std::optional<Event> Engine::next(std::optional<std::chrono::milliseconds> limit,
                                  const std::stop_token& stop) {
  if (limit) return parts_->events.pop_for(*limit, stop);
  return parts_->events.pop(stop);
}

std::optional<Event> Engine::try_next() { return parts_->events.try_pop(); }

ledger::Totals Engine::totals() const { return parts_->ledger.totals(); }
ledger::Report Engine::cost_report() const { return ledger::report_on(parts_->ledger.records()); }

}  // namespace ingot::engine
