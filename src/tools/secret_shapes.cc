#include "tools/secret_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ingot::tools {
namespace {

struct Rule {
  std::string_view name;
  std::string_view prefix;
  std::size_t least;                // characters after the prefix
  std::string_view alphabet_extra;  // beside letters and digits
  double entropy;                   // least bits a character
};

constexpr Rule kRules[] = {
    {"AWS access key", "AKIA", 16, "", 3},
    {"AWS access key", "ASIA", 16, "", 3},
    {"GitHub token", "ghp_", 36, "", 3},
    {"GitHub token", "gho_", 36, "", 3},
    {"GitHub token", "ghu_", 36, "", 3},
    {"GitHub token", "ghs_", 36, "", 3},
    {"GitHub token", "github_pat_", 60, "_", 3},
    {"GitLab token", "glpat-", 20, "-_", 3},
    {"Anthropic key", "sk-ant-", 80, "-_", 3},
    {"OpenRouter key", "sk-or-v1-", 64, "", 3},
    {"OpenAI key", "sk-proj-", 40, "-_", 3},
    {"OpenAI key", "sk-svcacct-", 40, "-_", 3},
    {"OpenAI key", "sk-admin-", 40, "-_", 3},
    {"Google key", "AIza", 35, "-_", 3.5},
    {"Groq key", "gsk_", 48, "", 3},
    {"xAI key", "xai-", 60, "", 3},
    {"Perplexity key", "pplx-", 40, "", 3.5},
    {"Hugging Face token", "hf_", 30, "", 3},
    {"Slack token", "xoxb-", 24, "-", 3},
    {"Slack token", "xoxp-", 24, "-", 3},
    {"Slack token", "xapp-", 24, "-", 3},
    {"Stripe key", "sk_live_", 16, "", 3},
    {"Stripe key", "rk_live_", 16, "", 3},
    {"SendGrid key", "SG.", 60, "-_.", 3},
    {"npm token", "npm_", 36, "", 3},
    {"PyPI token", "pypi-AgEIcHlwaS", 40, "-_", 3},
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

double entropy_of(std::string_view text) {
  std::array<std::size_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool is_placeholder(std::string_view value) {
  std::string lower(value);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  for (const std::string_view word :
       {"example", "changeme", "placeholder", "xxxx", "dummy", "your"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

bool fits(const Rule& rule, std::string_view line, std::size_t at) {
  if (at > 0 && (is_word(line[at - 1]) || line[at - 1] == '_')) return false;
  const std::size_t begin = at + rule.prefix.size();
  std::size_t end = begin;
  while (end < line.size() &&
         (is_word(line[end]) || rule.alphabet_extra.find(line[end]) != std::string_view::npos)) {
    ++end;
  }
  const std::string_view value = line.substr(begin, end - begin);
  return value.size() >= rule.least && entropy_of(value) >= rule.entropy && !is_placeholder(value);
}

std::string_view rule_of(std::string_view line) {
  if (line.find("-----BEGIN ") != std::string_view::npos &&
      line.find("PRIVATE KEY") != std::string_view::npos) {
    return "private key";
  }
  for (const Rule& rule : kRules) {
    for (std::size_t at = line.find(rule.prefix); at != std::string_view::npos;
         at = line.find(rule.prefix, at + 1)) {
      if (fits(rule, line, at)) return rule.name;
    }
  }
  return {};
}

}  // namespace

std::vector<SecretShape> secret_shapes(std::string_view text, std::size_t max) {
  std::vector<SecretShape> out;
  for (std::size_t number = 1; !text.empty() && out.size() < max; ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view rule = rule_of(text.substr(0, end));
    if (!rule.empty()) out.push_back({.rule = rule, .line = number});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace ingot::tools
