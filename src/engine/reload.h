// engine/reload.h: settings that changed while a session is open.
//
// Purpose    Watches all settings files and loads them anew when one has changed (CFG-29, CFG-92).
//            A file that does not parse any more changes nothing: the last good state holds until
//            the next good save (CFG-93).
// Ownership  Refers to the configuration, which it replaces in place; both belong to one thread.
//            Engines keep what they need of it and are told by their front end.
// Threads    That thread; nothing wakes while nothing changes.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "os/watch.h"

namespace ingot::engine {

class Reloader {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Reloader(Configuration& configuration);

  int fd() const { return watch_.fd(); }  // readable when take() should be called
  // How long until take() has something to do though fd() says nothing.
  std::optional<std::chrono::milliseconds> wait(Clock::time_point now) const;
  // Whether the configuration is another one now, or a file was broken or mended.
  bool take(Clock::time_point now);
  // At once and whether or not a file has changed: for changes that ingot makes itself.
  bool reload();
  // Another configuration takes the place of this one: of another folder, or after an answer.
  void replace(Configuration fresh);

  // "settings reloaded: +1 model"; once, and empty when nothing changed that matters.
  std::string take_news();
  // Of files that do not parse any more.
  const std::vector<config::Diagnostic>& broken() const { return broken_; }
  // "reloaded 12:03:11" or "not reloaded since the start", and the files that are watched
  // (CFG-171).
  std::string report() const;

 private:
  std::vector<std::filesystem::path> files() const;

  Configuration& configuration_;
  os::FileWatch watch_;
  std::optional<Clock::time_point> first_, last_;  // changes that were not acted upon yet
  std::vector<config::Diagnostic> broken_;
  std::string news_;
  std::optional<std::chrono::system_clock::time_point> reloaded_;
};

// "+1 model, -2 models, 1 model changed, theme"; empty when both are the same to the user.
std::string difference(const Configuration& before, const Configuration& after);

}  // namespace ingot::engine
