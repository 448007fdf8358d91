#include "tui/conversation.h"

#include <utility>

#include "engine/compaction.h"

namespace ingot::tui {

Conversation::Conversation(const engine::Configuration& configuration, std::filesystem::path cwd)
    : configuration_(configuration), cwd_(std::move(cwd)) {
  set_autonomy(
      policy::autonomy_from(configuration.settings.autonomy).value_or(policy::Autonomy::off));
  mode_ = policy::mode_from(configuration.settings.spec.mode);
}

Result<std::vector<std::string>> Conversation::choose_model(const std::string& name,
                                                            const std::string& effort) {
  std::vector<std::string> notices;
  INGOT_TRY(models::Model model, configuration_.choose(name, effort, notices));
  model_ = std::move(model);
  wanted_ = {.name = name, .session = {}, .effort = effort};
  gone_.reset();
  if (engine_) engine_->post(engine::Changes{.model = *model_});
  fit_planner(notices);
  return untold(std::move(notices));
}

std::vector<std::string> Conversation::untold(std::vector<std::string> notices) {
  std::erase_if(notices,
                [this](const std::string& notice) { return !told_.insert(notice).second; });
  return notices;
}

Result<std::vector<std::string>> Conversation::want_model(engine::Wanted wanted) {
  wanted_ = std::move(wanted);
  model_.reset();
  std::vector<std::string> notices;
  INGOT_TRY(model_, engine::choose(configuration_, wanted_, notices));
  fit_planner(notices);
  return untold(std::move(notices));
}

Result<> Conversation::rename(const std::string& title) {
  if (engine_) {
    engine_->post(engine::Rename{title});
    return {};
  }
  if (session_id_.empty()) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "there is no session to name yet",
                 .remedy = "it begins with your first message"};
  }
  return engine::rename_session(configuration_, session_id_, title);
}

void Conversation::set_autonomy(policy::Autonomy autonomy) {
  autonomy_ = configuration_.admitted(autonomy);
  if (engine_) engine_->post(engine::Changes{.autonomy = autonomy_});
}

void Conversation::set_mode(policy::Mode mode) {
  mode_ = mode;
  if (engine_) engine_->post(engine::Changes{.mode = mode_});
}

std::vector<std::string> Conversation::want_planner(engine::WantedPlanner wanted) {
  wanted_planner_ = std::move(wanted);
  std::vector<std::string> notices;
  fit_planner(notices);
  return untold(std::move(notices));
}

void Conversation::take(const agent::PlanApproved& approved) {
  mode_ = policy::Mode::automatic;
  autonomy_ = configuration_.admitted(approved.autonomy);
}

void Conversation::fit_planner(std::vector<std::string>& notices) {
  planner_.reset();
  if (!model_) return;
  auto chosen = engine::choose_planner(
      configuration_, wanted_planner_.value_or(engine::planner_of(configuration_.settings)),
      *model_, notices);
  if (chosen) {
    planner_ = *std::move(chosen);
  } else {
    notices.push_back("spec model cleared: " + to_text(chosen.error()));
    wanted_planner_.emplace();
  }
  if (engine_) engine_->post(engine::Changes{.spec_model = planner_});
}

Result<std::vector<std::string>> Conversation::reconfigure() {
  const config::Settings& settings = configuration_.settings;
  std::vector<std::string> notices;
  // This machine's policy may have lowered its cap.
  autonomy_ = configuration_.admitted(autonomy_);
  engine::Changes changes{.autonomy = autonomy_,
                          .command_allowlist = settings.command_allowlist,
                          .command_denylist = settings.command_denylist,
                          .command_blocklist = settings.command_blocklist,
                          .compaction = engine::compaction_rules(configuration_, notices),
                          .budget = engine::budget_of(configuration_)};
  Result<std::vector<std::string>> outcome = notices;
  const std::optional<models::Model> before = model_ ? model_ : gone_;
  engine::Wanted wanted = wanted_;
  if (before) {
    wanted = {.name = {},
              .session = {.id = before->id,
                          .model = before->model,
                          .provider = std::string(models::to_string(before->protocol)),
                          .base_url = before->base_url},
              .effort = wanted_.effort};
  }
  if (auto model = engine::choose(configuration_, wanted, notices)) {
    model_ = *std::move(model);
    gone_.reset();
    changes.model = model_;
    INGOT_TRY(changes.fallbacks, configuration_.fallbacks(*model_, {}, {}, notices));
    fit_planner(notices);
    if (!before) outcome = std::move(notices);
  } else if (model_) {
    gone_ = std::exchange(model_, std::nullopt);
    outcome = no_model();
  }
  if (engine_) engine_->post(std::move(changes));
  return outcome;
}

void Conversation::enter(std::filesystem::path folder) {
  cwd_ = std::move(folder);
  if (!engine_) return;
  engine_->post(
      engine::Changes{.workspace = engine::Workspace{
                          .folder = cwd_, .agents_md = engine::guidelines(configuration_, cwd_)}});
}

Error Conversation::no_model() const {
  return {.kind = Error::Kind::not_found,
          .what = "the model \"" + gone_->display_name +
                  "\" is no longer in the settings, or has an error there",
          .remedy = "choose another with /model"};
}

void Conversation::resume(std::string id, bool fork) {
  engine_.reset();
  session_id_ = fork ? std::string() : id;
  fork_id_ = fork ? std::move(id) : std::string();
  compaction_.reset();
  budget_.reset();
}

void Conversation::start_new() { resume({}, false); }

Result<> Conversation::summarise(const std::string& focus) {
  if (!engine_ && session_id_.empty()) {
    return Error{.kind = Error::Kind::not_found, .what = "there is nothing to summarise yet"};
  }
  if (gone_) return no_model();
  if (!engine_) {
    INGOT_TRY_VOID(open());
  }
  engine_->post(engine::Summarise{focus});
  return {};
}

void Conversation::go_on_shorter(session::Compaction compaction) {
  resume(session_id_, true);
  compaction_ = std::move(compaction);
}

Result<std::vector<std::string>> Conversation::open() {
  if (!model_) {
    INGOT_TRY_VOID(want_model(wanted_));
  }
  engine::Options options;
  std::vector<std::string> notices;
  options.model = *model_;
  INGOT_TRY(options.fallbacks, configuration_.fallbacks(*model_, {}, {}, notices));
  options.cwd = cwd_;
  options.mode = mode_;
  options.spec_model = planner_;
  options.autonomy = autonomy_;
  options.can_ask = true;
  options.take_queued = [this] { return queue_.take_all_messages(); };
  options.on_event = [this] { waker_.wake(); };  // whoever takes one takes all
  options.append_system_prompt = append_system_prompt_;
  options.session_id = session_id_;
  options.fork_id = fork_id_;
  options.compaction = compaction_;
  options.session_budget = budget_;
  INGOT_TRY(engine_, engine::Engine::open(configuration_, options));
  session_id_ = engine_->session_id();
  fork_id_.clear();
  compaction_.reset();
  for (const std::string& notice : engine_->notices()) notices.push_back(notice);
  return notices;
}

Result<std::vector<std::string>> Conversation::send(chat::Message message) {
  std::vector<std::string> notices;
  if (gone_) return no_model();
  if (!engine_) {
    INGOT_TRY(notices, open());
  }
  engine_->post(engine::Submit{std::move(message)});
  return notices;
}

void Conversation::answer(const std::string& call_id, agent::Permission permission) {
  if (permission.raise_to)
    autonomy_ = configuration_.admitted(std::max(autonomy_, *permission.raise_to));
  if (engine_) engine_->answer(call_id, std::move(permission));
}

void Conversation::answer_questions(const std::string& call_id,
                                    std::optional<tools::Answers> answers) {
  if (engine_) engine_->answer_questions(call_id, std::move(answers));
}

void Conversation::answer_budget(agent::BudgetAnswer answer) {
  if (engine_) engine_->answer_budget(answer);
}

void Conversation::answer_plan(agent::PlanAnswer answer) {
  if (engine_) engine_->answer_plan(std::move(answer));
}

void Conversation::set_budget(double usd) {
  budget_ = usd;
  if (engine_) engine_->post(engine::Changes{.session_budget = budget_});
}

void Conversation::interrupt() {
  if (engine_) engine_->interrupt();
}

std::optional<engine::Event> Conversation::next() {
  return engine_ ? engine_->try_next() : std::nullopt;
}

std::string Conversation::session_id() const { return session_id_; }

}  // namespace ingot::tui
