// The command line is cut into simple commands by a small lexer that knows quotes, comments, here
// documents and the operators. What stands inside $(...) or a function is taken as it comes; a word
// that cannot be read as a program matches nothing.
#include "tools/interactive.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <vector>

namespace ingot::tools {
namespace {

using Words = std::vector<std::string>;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Words> commands() {
    while (at_ < text_.size()) step();
    end_command();
    return std::move(commands_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\\') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') add(text_[at_ + 1]);
      at_ += 2;
    } else if (c == '\'' || c == '"') {
      quoted(c);
    } else if (c == '#' && !in_word_) {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    } else if (c == '\n') {
      end_command();
      ++at_;
      skip_here_documents();
    } else if (c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
      // ">&2" and "&>file" are redirections.
      if (c == '&' && at_ > 0 && (text_[at_ - 1] == '>' || text_[at_ - 1] == '<')) {
        ++at_;
        return;
      }
      end_command();
      ++at_;
    } else if (c == '<' && text_.substr(at_, 2) == "<<" && text_.substr(at_, 3) != "<<<") {
      here_document();
    } else if (c == ' ' || c == '\t' || c == '<' || c == '>') {
      end_word();
      ++at_;
    } else {
      add(c);
      ++at_;
    }
  }

  void add(char c) {
    word_ += c;
    in_word_ = true;
  }

  void quoted(char quote) {
    in_word_ = true;
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      word_ += text_[at_++];
    }
    ++at_;
  }

  void here_document() {
    end_word();
    at_ += 2;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    std::string end;
    while (at_ < text_.size() &&
           std::string_view(" \t\n;&|<>()").find(text_[at_]) == std::string_view::npos) {
      if (text_[at_] != '\'' && text_[at_] != '"' && text_[at_] != '\\') end += text_[at_];
      ++at_;
    }
    here_ends_.push_back(end);
  }

  void skip_here_documents() {
    for (const std::string& end : here_ends_) {
      while (at_ < text_.size()) {
        const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, line_end - at_);
        at_ = std::min(line_end + 1, text_.size());
        while (line.starts_with('\t')) line.remove_prefix(1);
        if (line == end) break;
      }
    }
    here_ends_.clear();
  }

  void end_word() {
    if (in_word_) words_.push_back(word_);
    word_.clear();
    in_word_ = false;
  }

  void end_command() {
    end_word();
    if (!words_.empty()) commands_.push_back(std::move(words_));
    words_.clear();
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  Words words_;
  std::vector<Words> commands_;
  std::vector<std::string> here_ends_;
};

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Takes off what stands in front of the program: keywords, assignments, wrappers. `sets` collects
// the names of the assigned variables.
Words program_of(Words words, std::vector<std::string>& sets) {
  std::size_t i = 0;
  while (i < words.size()) {
    const std::string& word = words[i];
    if (is_one_of(word, {"if",  "then", "else", "elif", "do",      "while",   "until",
                         "!",   "{",    "time", "exec", "command", "builtin", "nohup",
                         "env", "sudo", "doas", "nice", "ionice",  "stdbuf"})) {
      ++i;
      while (i < words.size() && words[i].starts_with('-')) ++i;
    } else if (is_assignment(word)) {
      sets.push_back(word.substr(0, word.find('=')));
      ++i;
    } else {
      break;
    }
  }
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i));
  if (!words.empty()) words[0] = words[0].substr(words[0].rfind('/') + 1);
  return words;
}

bool has_option(const Words& words, std::initializer_list<std::string_view> options) {
  return std::any_of(words.begin() + 1, words.end(),
                     [&](const std::string& word) { return is_one_of(word, options); });
}

// A short option alone or among others: "-p" in "-vp".
bool has_flag(const Words& words, char flag) {
  return std::any_of(words.begin() + 1, words.end(), [&](const std::string& word) {
    return word.size() > 1 && word[0] == '-' && word[1] != '-' &&
           word.find(flag) != std::string::npos;
  });
}

// Whether ssh was given a command, or has something to do without one.
bool ssh_has_work(const Words& words) {
  constexpr std::string_view kWithValue = "BbcDEeFIiJLlmOopQRSWw";
  bool has_host = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!has_host && word.size() > 1 && word[0] == '-') {
      for (std::size_t k = 1; k < word.size(); ++k) {
        if (std::string_view("NfVGWQO").find(word[k]) != std::string_view::npos) return true;
        if (kWithValue.find(word[k]) != std::string_view::npos) {
          if (k + 1 == word.size()) ++i;  // the value is the next word
          break;
        }
      }
    } else if (!has_host) {
      has_host = true;
    } else {
      return true;
    }
  }
  return !has_host;
}

std::string git_refusal(const Words& words, const std::vector<std::string>& sets) {
  std::size_t i = 1;
  bool sets_editor = std::any_of(sets.begin(), sets.end(), [](const std::string& name) {
    return is_one_of(name, {"GIT_SEQUENCE_EDITOR", "GIT_EDITOR", "EDITOR", "VISUAL"});
  });
  while (i < words.size() && words[i].starts_with('-')) {
    if (is_one_of(words[i], {"-C", "-c", "--git-dir", "--work-tree"})) {
      if (i + 1 < words.size() && words[i + 1].find("ditor=") != std::string::npos) {
        sets_editor = true;
      }
      ++i;
    }
    ++i;
  }
  if (i >= words.size()) return {};
  const std::string& sub = words[i];
  const Words rest(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
  if (sub == "rebase" && (has_option(rest, {"--interactive"}) || has_flag(rest, 'i')) &&
      !sets_editor) {
    return "git rebase -i needs an editor; set GIT_SEQUENCE_EDITOR to a command that edits the "
           "list, or use git rebase --onto, git commit --fixup with --autosquash";
  }
  const bool picks =
      (is_one_of(sub, {"add", "checkout", "restore", "reset", "stash", "commit"}) &&
       (has_option(rest, {"--patch", "-p"}) || (sub == "add" && has_flag(rest, 'p')))) ||
      (is_one_of(sub, {"add", "clean", "commit"}) && has_option(rest, {"--interactive"})) ||
      (is_one_of(sub, {"add", "clean"}) && has_flag(rest, 'i'));
  if (picks) return "git " + sub + " would ask about each change; name the files instead";
  if (sub == "add" && (has_option(rest, {"--edit"}) || has_flag(rest, 'e'))) {
    return "git add -e needs an editor; name the files instead";
  }
  if (sub == "mergetool" || sub == "citool" || sub == "gui") {
    return "git " + sub + " needs a terminal; edit the conflicting files with Edit";
  }
  return {};
}

std::string refusal(const Words& words, const std::vector<std::string>& sets) {
  const std::string& program = words[0];
  if (has_option(words, {"--help", "--version"})) return {};
  if (is_one_of(program, {"vi", "vim", "nvim", "view", "vimdiff", "nano", "pico", "emacs", "micro",
                          "helix", "hx", "joe", "mcedit", "kak"})) {
    const bool batch = has_option(
        words, {"-es", "-Es", "-e", "-E", "--headless", "--batch", "-batch", "--script"});
    if (batch) return {};
    return program + " needs a terminal; use Edit or Create to change files";
  }
  if (is_one_of(program, {"top", "htop", "btop", "atop", "glances"})) {
    if (program == "top" && (has_flag(words, 'b') || has_flag(words, 'l'))) return {};
    return program + " needs a terminal; use ps aux, or top -b -n 1";
  }
  if (program == "watch") return "watch never ends; run the command itself";
  if (program == "ssh" && !ssh_has_work(words)) {
    return "ssh without a command needs a terminal; give the command to run on the other side";
  }
  if (is_one_of(program, {"telnet", "mc", "ranger", "lazygit", "tig", "k9s", "ncdu", "fzf", "vipw",
                          "visudo"})) {
    return program + " needs a terminal; use a command that prints its result";
  }
  if (program == "crontab" && has_flag(words, 'e')) {
    return "crontab -e needs an editor; use crontab -l and crontab <file>";
  }
  if (program == "tmux") {
    const bool attaches =
        words.size() == 1 || is_one_of(words[1], {"attach", "a", "attach-session"});
    const bool fresh =
        words.size() > 1 && is_one_of(words[1], {"new", "new-session"}) && !has_flag(words, 'd');
    if (attaches || fresh) return "tmux needs a terminal; start it detached (tmux new -d)";
  }
  if (program == "screen") {
    const bool detached = has_flag(words, 'd') || has_flag(words, 'D') || has_flag(words, 'X') ||
                          has_option(words, {"-ls", "-list"});
    if (!detached) return "screen needs a terminal; start it detached (screen -dmS name)";
  }
  if (program == "git") return git_refusal(words, sets);
  return {};
}

}  // namespace

std::string interactive_refusal(std::string_view command) {
  for (Words& words : Lexer(command).commands()) {
    std::vector<std::string> sets;
    const Words program = program_of(std::move(words), sets);
    if (program.empty()) continue;
    if (std::string why = refusal(program, sets); !why.empty()) return why;
  }
  return {};
}

}  // namespace ingot::tools
