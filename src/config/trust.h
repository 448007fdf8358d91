// config/trust.h: what a project asks for that needs the user's trust.
//
// Purpose    Files of a project come with a repository and are not the user's words. Each of their
//            values that does more than restrict is an item; it counts only when the user was shown
//            exactly that item and accepted it (CFG-27, CFG-28, SEC-03..05).
// Ownership  Plain values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/position.h"

namespace ingot::config {

struct TrustItem {
  enum class State {
    accepted,
    pending,   // never shown, or changed since
    declined,  // shown; the user left it out
    never,     // what no project may do (SEC-05)
  };
  State state = State::pending;
  std::string kind;  // "model", "hook", "setting": for people, in the singular
  std::string name;  // customModels, hooks.PreToolUse, commandAllowlist
  Position at;
  std::string file;   // relative to the root
  std::string value;  // JSON in full; keys are left out
  // What comes of it: where it sends what, which file it runs, whose place it takes; for `never`
  // why.
  std::vector<std::string> consequences;
  std::string hash;  // of all that was shown and of the scripts it names
};

struct ProjectTrust {
  std::filesystem::path root;
  bool trusted = false;  // the user said so; what is not accepted still does not count
  std::vector<TrustItem> items;

  bool has(TrustItem::State state) const;
  // There is something here, and the user has not vouched for it (SEC-05).
  bool is_restricted() const { return !trusted && !items.empty(); }
  // "2 models and 1 hook" of what does not count; empty when everything does.
  std::string ignored() const;
};

}  // namespace ingot::config
