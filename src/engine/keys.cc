#include "engine/keys.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <vector>

#include "config/key_file.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"

namespace ingot::engine {
namespace {

constexpr std::chrono::seconds kKeyringLimit(60);  // the desktop may ask for a password
constexpr std::chrono::seconds kCommandLimit(10);  // CFG-205
constexpr std::size_t kMaxKeyBytes = 65536;

// Runs secret-tool; its attributes name the entry, the key goes through its standard input.
Result<std::string> secret_tool(const config::Environment& environment, const std::string& verb,
                                const std::string& account, const std::string& input,
                                const std::stop_token& stop) {
  if (!environment("FACTORY_DISABLE_KEYRING").value_or("").empty()) {
    return Error{.kind = Error::Kind::unsupported,
                 .what = "the keyring is switched off by FACTORY_DISABLE_KEYRING",
                 .remedy = "unset it, or use apiKey with a ${VAR}, or ingot.apiKeyFile"};
  }
  if (os::find_program("secret-tool").empty()) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "the keyring needs the program secret-tool, which is not installed",
                 .remedy =
                     "install it (Debian: apt install libsecret-tools), or use apiKey with a "
                     "${VAR}, or ingot.apiKeyFile"};
  }
  std::vector<std::string> argv = {"secret-tool", verb};
  if (verb == "store") argv.push_back("--label=ingot: " + account);
  for (const char* word : {"service", "ingot", "account"}) argv.emplace_back(word);
  argv.push_back(account);
  const auto ran = os::run({.argv = std::move(argv),
                            .directory = "/",
                            .environment = os::environment_without({}),
                            .input = input,
                            .merge_stderr = false},
                           kKeyringLimit, kMaxKeyBytes, stop);
  if (!ran) return ran.error();
  if (ran->stopped) return Error{.kind = Error::Kind::cancelled};
  if (ran->exit.code != 0 && verb != "clear") {
    return Error{.kind = Error::Kind::io,
                 .what = verb == "lookup" && ran->output.empty()
                             ? "the keyring has no key for \"" + account + "\""
                             : "secret-tool " + verb + " ended with status " +
                                   std::to_string(ran->exit.code),
                 .remedy = verb == "lookup" ? "store one: ingot models key set \"" + account + "\""
                                            : "is the desktop's keyring unlocked?"};
  }
  return ran->output;
}

// What the command prints is the key; its complaints are not shown, as they may hold one.
Result<Secret> key_from_command(const std::string& command, const std::stop_token& stop) {
  const auto failed = [](std::string what) {
    return Error{.kind = Error::Kind::io,
                 .what = "ingot.apiKeyCommand " + std::move(what),
                 .remedy = "run it in a shell: it must print the key and nothing else"};
  };
  const auto ran = os::run({.argv = {"/bin/sh", "-c", command},
                            .directory = os::home_folder(),
                            .environment = os::environment_without({}),
                            .input = {},
                            .merge_stderr = false},
                           kCommandLimit, kMaxKeyBytes, stop);
  if (!ran) return failed("cannot run: " + ran.error().what);
  if (ran->stopped) return Error{.kind = Error::Kind::cancelled};
  if (ran->timed_out) return failed("took longer than 10 seconds");
  if (ran->exit.code != 0) {
    return failed("ended with status " + std::to_string(ran->exit.code));
  }
  std::string key = ran->output;
  const std::size_t begin = std::min(key.find_first_not_of(" \t\r\n"), key.size());
  key.erase(0, begin);
  key.erase(key.find_last_not_of(" \t\r\n") + 1);
  if (key.empty()) return failed("printed nothing");
  if (key.find('\n') != std::string::npos) return failed("printed more than one line");
  return Secret(std::move(key));
}

}  // namespace

std::filesystem::path key_file_for(const std::filesystem::path& folder, const std::string& name) {
  std::string slug;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '.' || c == '_') {
      slug += static_cast<char>(std::tolower(byte));
    } else if (!slug.empty() && !slug.ends_with('-')) {
      slug += '-';
    }
  }
  while (slug.ends_with('-') || slug.ends_with('.')) slug.pop_back();
  while (slug.starts_with('.')) slug.erase(0, 1);
  return folder / "ingot" / "keys" / (slug.empty() ? "key" : slug);
}

Result<> store_key_file(const std::filesystem::path& path, const Secret& key) {
  INGOT_TRY_VOID(os::make_folders(path.parent_path(), 0700));
  std::string text(key.reveal());
  text += '\n';
  auto written = os::write_atomic(path, text, {.mode = 0600});
  std::fill(text.begin(), text.end(), '\0');
  return written;
}

Result<> store_in_keyring(const config::Environment& environment, const std::string& account,
                          const Secret& key, const std::stop_token& stop) {
  INGOT_TRY_VOID(secret_tool(environment, "store", account, std::string(key.reveal()), stop));
  return {};
}

Result<Secret> read_from_keyring(const config::Environment& environment, const std::string& account,
                                 const std::stop_token& stop) {
  INGOT_TRY(std::string key, secret_tool(environment, "lookup", account, {}, stop));
  while (!key.empty() && std::isspace(static_cast<unsigned char>(key.back())) != 0) key.pop_back();
  return Secret(std::move(key));
}

Result<> remove_from_keyring(const config::Environment& environment, const std::string& account,
                             const std::stop_token& stop) {
  INGOT_TRY_VOID(secret_tool(environment, "clear", account, {}, stop));
  return {};
}

Result<Secret> key_in_file(const std::string& path) {
  return config::read_key_file(path, os::environment_variable);
}

FetchedKeys::FetchedKeys(config::Environment environment, const Redactor& redactor)
    : environment_(std::move(environment)), redactor_(redactor) {}

Result<> FetchedKeys::fill(models::Model& model, std::stop_token stop) {
  if (!model.fetches_key()) return {};
  INGOT_TRY(model.key, fetch(model, false, std::move(stop)));
  model.key_command.clear();
  model.key_account.clear();
  return {};
}

Result<Secret> FetchedKeys::fetch(const models::Model& model, bool again, std::stop_token stop) {
  const std::string name = std::string(model.key_command) + '\0' + model.key_account;
  if (!again) {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
  }
  Secret key;
  if (!model.key_command.empty()) {
    INGOT_TRY(key, key_from_command(model.key_command, stop));
  } else {
    INGOT_TRY(key, read_from_keyring(environment_, model.key_account, stop));
  }
  redactor_.add(key);
  const std::lock_guard lock(mutex_);
  known_[name] = key;
  return key;
}

}  // namespace ingot::engine
