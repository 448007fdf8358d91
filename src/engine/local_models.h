// engine/local_models.h: models on servers of this machine that nobody configured.
//
// Purpose    Finds them (CFG-195) and puts them into the list that models are chosen from. Nothing
//            is written, and nothing but questions about models is sent, to loopback addresses.
// Threads    find_local_models() blocks for about kLocalLimit. LocalSearch does it on a thread of
//            its own; its methods belong to the thread that made it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/configuration.h"

namespace ingot::engine {

constexpr std::chrono::milliseconds kLocalLimit(300);

// Empty when the settings say ingot.detectLocal: false.
std::vector<models::LocalModel> find_local_models(const Configuration& configuration,
                                                  const std::stop_token& stop);
// The detected rows of `configuration.models` are those of `found` from then on.
void add_local_models(Configuration& configuration, const std::vector<models::LocalModel>& found);

struct Wanted {
  std::string name;            // empty: the session's model
  models::Remembered session;  // empty: the default
  std::string effort;
};
Result<models::Model> choose(const Configuration& configuration, const Wanted& wanted,
                             std::vector<std::string>& notices);
// When nobody knows what was named: a look around on this machine and another try.
Result<models::Model> choose_or_find(Configuration& configuration, const Wanted& wanted,
                                     std::vector<std::string>& notices,
                                     const std::stop_token& stop);

class LocalSearch {
 public:
  // `done` is called from the other thread, once, when take() will have the answer.
  LocalSearch(const Configuration& configuration, std::function<void()> done);
  // What was found, once; empty before and after.
  std::optional<std::vector<models::LocalModel>> take();

 private:
  std::vector<models::LocalModel> found_;  // of the thread, until finished_
  std::atomic<bool> finished_ = false;
  std::jthread thread_;
};

}  // namespace ingot::engine
