#include <algorithm>
#include <array>
#include <cctype>

#include "base/letters.h"
#include "policy/program_rules.h"

// Processes, services and the network (CMD-19).
namespace ingot::policy::rules {
namespace {

struct Address {
  bool is_web = true, has_credentials = false;
  std::string host;
};

Address address_of(std::string_view url) {
  Address address;
  // curl takes "http:/host" and "http:///host" for "http://host".
  if (const std::size_t scheme = url.find(":/"); scheme < url.find_first_of("/?#")) {
    const std::string name = lower(url.substr(0, scheme));
    address.is_web = name == "http" || name == "https";
    url.remove_prefix(std::min(url.find_first_not_of('/', scheme + 1), url.size()));
  }
  url = url.substr(0, std::min(url.find_first_of("/?#"), url.size()));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) {
    address.has_credentials = true;
    url.remove_prefix(user + 1);
  }
  if (url.starts_with("[")) {
    address.host = lower(url.substr(0, std::min(url.find(']') + 1, url.size())));
  } else {
    address.host = lower(url.substr(0, std::min(url.find(':'), url.size())));
  }
  while (address.host.ends_with('.')) address.host.pop_back();
  return address;
}

bool is_local(const std::string& host) {
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
         host.find_first_not_of("0123456789.") == std::string::npos;
}

// Where machines of a cloud tell their credentials, and every unusual spelling of an address.
bool is_special_host(const std::string& host) {
  if (host.empty() || host.starts_with("[")) return true;
  // Other letters and "%31" are made digits and dots before the name is asked for.
  const bool is_plain = std::all_of(host.begin(), host.end(), [](char c) {
    return c > ' ' && c < '\x7F' && c != '%' && c != '\\';
  });
  if (!is_plain && host.find_first_of("*?{") == std::string::npos) return true;
  if (host.starts_with("169.254.") || host == "metadata" || host.starts_with("metadata.") ||
      host == "instance-data" || host == "100.100.100.200") {
    return true;
  }
  const bool is_number = host.find_first_not_of("0123456789abcdefx.") == std::string::npos &&
                         std::isdigit(static_cast<unsigned char>(host[0])) != 0;
  if (!is_number) return false;
  // Four plain decimal numbers, and nothing else.
  if (host.find_first_not_of("0123456789.") != std::string::npos) return true;
  if (std::count(host.begin(), host.end(), '.') != 3) return true;
  for (std::size_t at = 0; at < host.size(); at = host.find('.', at) + 1) {
    if (host[at] == '0' && at + 1 < host.size() && host[at + 1] != '.') return true;
    if (host.find('.', at) == std::string::npos) break;
  }
  return false;
}

}  // namespace

// `ps e` shows what the processes were given.
void ps(Walk& walk, const Call& call, const Program&) {
  bool takes_value_next = false;
  for (const Field& word : call.arguments()) {
    const std::string& text = word.text;
    const bool is_letters = !text.empty() && text.find_first_not_of(
                                                 "abcdefghijklmnopqrstuvwxyz"
                                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
    // Letters behind "-o" and the like are its value.
    const bool is_value = takes_value_next && (text.size() < 2 || text[0] != '-');
    takes_value_next = text.size() > 1 && text[0] == '-' &&
                       (text[1] == '-' || std::string_view("oOCuUgGpqtsN").find(text.back()) !=
                                              std::string_view::npos);
    const bool shows = !is_value && is_letters && text.find('e') != std::string::npos;
    if (shows || !word.is_known()) walk.raise(Risk::medium, "it shows whole environments");
  }
}

void top(Walk& walk, const Call& call, const Program&) {
  const bool is_batch = std::any_of(call.words.begin(), call.words.end(), [](const Field& word) {
    return word.text.size() > 1 && word.text[0] == '-' && word.text[1] != '-' &&
           word.text.find_first_of("bl") != std::string::npos;
  });
  if (!is_batch) walk.raise(Risk::high, "it needs a terminal");
}

// `ip [OPTIONS] OBJECT [show ...]`; every word may be cut short, `ip a a` adds an address.
void ip(Walk& walk, const Call& call, const Program&) {
  constexpr std::array<std::string_view, 8> kObjects = {"addr", "a",     "address", "link",
                                                        "l",    "route", "r",       "neigh"};
  constexpr std::array<std::string_view, 3> kShows = {"show", "list", "ls"};
  constexpr std::array<std::string_view, 12> kOptions = {
      "-4", "-6", "-br", "-brief", "-c", "-color", "-o", "-s", "-d", "-j", "-json", "-p"};
  std::size_t at = 0;
  for (const Field& word : call.arguments()) {
    if (word.text.starts_with("-")) {
      if (!is_one_of(word.text, kOptions)) {
        walk.raise(Risk::high, "it has the option " + word.text);
      }
      continue;
    }
    const bool shows = at == 0   ? is_one_of(word.text, kObjects) || word.text == "rule"
                       : at == 1 ? is_one_of(word.text, kShows)
                                 : word.is_known();
    if (!shows) walk.raise(Risk::high, "it may change the network");
    ++at;
  }
}

void printenv(Walk& walk, const Call& call, const Program&) {
  bool names_one = false;
  for (const Field& word : call.arguments()) {
    if (word.text.starts_with("-")) continue;
    names_one = !word.may_be_option();
    if (is_secret_variable(word.text)) {
      walk.raise(Risk::high, "it shows the secret in " + word.text, kSecret);
    }
  }
  if (!names_one) walk.raise(Risk::medium, "it shows the whole environment");
}

void getent(Walk& walk, const Call& call, const Program& program) {
  constexpr std::array<std::string_view, 8> kOfThisMachine = {
      "passwd", "group", "services", "protocols", "rpc", "ethers", "aliases", "initgroups"};
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  for (const Field& operand : arguments.operands) {
    if (!operand.is_known()) walk.raise(Risk::high, "the name that is asked for is computed");
    if (operand.text.find("shadow") != std::string::npos) {
      walk.raise(Risk::high, "it shows secrets", kSecret);
    }
  }
  if (!arguments.operands.empty() && !is_one_of(arguments.operands[0].text, kOfThisMachine)) {
    walk.raise(Risk::medium, "it asks the network for names");
  }
}

void kill(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  if (!words.empty() && (words[0].text == "-l" || words[0].text == "-L")) return;
  walk.raise(Risk::medium, "it ends processes");
  std::size_t at = 0;
  if (!words.empty() && words[0].text.starts_with("-") && words[0].text != "--") {
    at = words[0].text == "-s" || words[0].text == "-n" ? 2 : 1;
  }
  if (at < words.size() && words[at].text == "--") ++at;
  for (; at < words.size(); ++at) {
    const std::string& text = words[at].text;
    const bool is_process = !text.empty() && words[at].is_literal() && text != "0" && text != "1" &&
                            text[0] != '0' &&
                            text.find_first_not_of("0123456789") == std::string::npos;
    if (!is_process) walk.raise(Risk::high, "it ends processes that are not named");
  }
}

void systemctl(Walk& walk, const Call& call, const Program&) {
  constexpr std::array<std::string_view, 6> kShows = {"status", "show",        "cat",
                                                      "help",   "get-default", "--failed"};
  bool is_told = false;
  for (const Field& word : call.arguments()) {
    const std::string& text = word.text;
    if (text.starts_with("-H") || text.starts_with("-M") || text.starts_with("--h") ||
        text.starts_with("--m") || text.starts_with("--root") || text.starts_with("--image")) {
      walk.raise(Risk::high, "it has the option " + text);
    }
    if (text.starts_with("-") || is_told) continue;
    is_told = true;
    if (!is_one_of(text, kShows) && !text.starts_with("is-") && !text.starts_with("list-")) {
      walk.raise(Risk::high, "it changes services");
    }
  }
}

void crontab(Walk& walk, const Call& call, const Program&) {
  const bool lists = call.words.size() == 2 && call.words[1].text == "-l";
  if (!lists) walk.raise(Risk::high, "it changes what runs later");
}

void curl(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  Fields urls = arguments.operands;
  for (const GivenOption& option : arguments.options) {
    if (option.effect == 'U' && option.value) urls.push_back(*option.value);
  }
  bool all_local = !urls.empty();
  for (const Field& url : urls) {
    const Address address = address_of(url.text);
    all_local = all_local && is_local(address.host);
    if (!url.is_known()) walk.raise(Risk::high, "the address is computed");
    if (!address.is_web) walk.raise(Risk::high, "the address is not one of the web");
    if (address.has_credentials) walk.raise(Risk::high, "the address holds credentials");
    if (!is_local(address.host) && is_special_host(address.host)) {
      walk.raise(Risk::high, "\"" + address.host + "\" is an address of this machine or its cloud");
    }
  }
  for (const GivenOption& option : arguments.options) {
    const Field value = option.value.value_or(Field{.text = std::string(1, kUnknown)});
    const bool is_ours = all_local && value.is_known();
    if (option.effect == 'b' &&
        (!is_ours || value.text.starts_with("@") || value.text.find("@") < value.text.find('='))) {
      walk.raise_by_option(Risk::high, "it sends data");
    } else if (option.effect == 'X' && !is_ours) {
      const std::string method = lower(value.text);
      if (method != "get" && method != "head") {
        walk.raise_by_option(Risk::high, "it does more than fetch");
      }
    } else if (option.effect == 't') {
      if (value.text.starts_with("@") || value.text.find("%output") != std::string::npos) {
        walk.raise_by_option(Risk::high, "it reads or writes more than the answer");
      }
    } else if (option.effect == 'H') {
      const std::string header = lower(value.text);
      const bool has_credentials =
          header.starts_with("authorization") || header.starts_with("cookie") ||
          header.starts_with("proxy-") || header.starts_with("x-api") ||
          header.find("token") != std::string::npos || header.find("key") != std::string::npos ||
          header.find("secret") != std::string::npos;
      if (!value.is_known() || value.text.starts_with("@") || (has_credentials && !all_local)) {
        walk.raise_by_option(Risk::high, "it sends more than the address");
      }
    }
    if (!value.is_known() && option.value) walk.raise(Risk::high, "what it sends is computed");
  }
  const bool writes_here = (call.name == "wget" && !arguments.has("-O")) ||
                           (call.name == "curl" && arguments.has("-O")) ||
                           arguments.has("--remote-name") || arguments.has("--remote-name-all");
  if (!writes_here) return;
  walk.writes(literal("."), Risk::medium);
  for (const Field& url : urls) {
    const std::string path = url.text.substr(0, url.text.find_first_of("?#"));
    const std::string name = path.substr(path.rfind('/') + 1);
    if (!name.empty()) walk.writes(literal(name), Risk::medium);
  }
}

void lookup(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  for (const Field& word : call.arguments()) {
    if (!word.is_known()) walk.raise(Risk::high, "the name that is asked for is computed");
  }
}

}  // namespace ingot::policy::rules
