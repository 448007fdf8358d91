#include <algorithm>
#include <array>
#include <cctype>

#include "policy/program_rules.h"

// Programs that find, move, remove and pack files.
namespace ingot::policy::rules {
namespace {

// What a pattern names lies in the folder it is written in.
Field as_name(Field path) {
  path.pattern = path.pattern && path.may_be_option();
  return path;
}

// A command that is run for what was found.
void for_each_found(Walk& walk, std::span<const Field> words, bool adds) {
  Fields inner(words.begin(), words.end());
  const std::string found = std::string("./") + kUnknown;
  for (Field& word : inner) {
    for (const std::string_view mark : {"{}", "{/}", "{//}", "{.}", "{/.}"}) {
      const std::size_t at = word.text.find(mark);
      if (at == std::string::npos) continue;
      word.text = word.text.substr(0, at) + found + word.text.substr(at + mark.size());
      adds = false;
    }
  }
  if (adds) inner.push_back({.text = found});
  if (inner.empty()) return walk.raise(Risk::high, "it runs what is not told");
  const std::string& name = inner[0].text;
  if (name == "rm" || name.ends_with("/rm")) walk.raise(Risk::high, "it removes what it finds");
  walk.inner_command(inner);
}

constexpr std::array<std::string_view, 26> kFindFlags = {"-true",
                                                         "-false",
                                                         "-depth",
                                                         "-d",
                                                         "-daystart",
                                                         "-follow",
                                                         "-ls",
                                                         "-mount",
                                                         "-xdev",
                                                         "-noleaf",
                                                         "-nogroup",
                                                         "-nouser",
                                                         "-print",
                                                         "-print0",
                                                         "-prune",
                                                         "-quit",
                                                         "-readable",
                                                         "-writable",
                                                         "-executable",
                                                         "-empty",
                                                         "-warn",
                                                         "-nowarn",
                                                         "-not",
                                                         "-ignore_readdir_race",
                                                         "-noignore_readdir_race",
                                                         "-E"};
constexpr std::array<std::string_view, 44> kFindValues = {
    "-name",      "-iname",    "-path",    "-ipath",   "-wholename", "-iwholename", "-regex",
    "-iregex",    "-lname",    "-ilname",  "-type",    "-xtype",     "-size",       "-mtime",
    "-atime",     "-ctime",    "-mmin",    "-amin",    "-cmin",      "-newer",      "-anewer",
    "-cnewer",    "-perm",     "-user",    "-group",   "-uid",       "-gid",        "-links",
    "-inum",      "-samefile", "-used",    "-fstype",  "-maxdepth",  "-mindepth",   "-printf",
    "-regextype", "-context",  "-newermt", "-newerct", "-newerat",   "-newerBt",    "-newermm",
    "-flags",     "-D"};

}  // namespace

void find(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  Fields starts, names;
  std::size_t at = 0;
  bool shows_content = false;
  const auto is_expression = [](const std::string& text) {
    return text.starts_with("-") || text == "(" || text == ")" || text == "!" || text == ",";
  };
  while (at < words.size()) {
    const std::string& text = words[at].text;
    if (text == "-H" || text == "-L" || text == "-P" || text.starts_with("-O")) {
      ++at;
    } else if (!is_expression(text)) {
      if (words[at].may_be_option()) walk.raise(Risk::high, "what its words are is not known");
      starts.push_back(words[at++]);
    } else {
      break;
    }
  }
  while (at < words.size()) {
    const std::string text = words[at].text;
    if (words[at].splits || text.find(kUnknown) != std::string::npos) {
      walk.raise(Risk::high, "what its words are is not known");
    }
    ++at;
    if (text == "-exec" || text == "-execdir" || text == "-ok" || text == "-okdir") {
      const std::size_t begin = at;
      while (at < words.size() && words[at].text != ";" &&
             !(words[at].text == "+" && words[at - 1].text == "{}")) {
        ++at;
      }
      shows_content = true;
      for_each_found(walk, words.subspan(begin, at - begin), false);
      ++at;
    } else if (text == "-delete") {
      walk.raise_by_option(Risk::high, "it removes what it finds");
    } else if (text == "-fprint" || text == "-fprint0" || text == "-fls" || text == "-fprintf") {
      if (at < words.size()) walk.writes(words[at]);
      at += text == "-fprintf" ? 2 : 1;
    } else if (is_one_of(text, kFindValues)) {
      if (at < words.size() && text.ends_with("name")) names.push_back(words[at]);
      ++at;
    } else if (!is_one_of(text, kFindFlags) && text != "(" && text != ")" && text != "!" &&
               text != "," && text != "-o" && text != "-or" && text != "-a" && text != "-and") {
      walk.raise_by_option(Risk::high, "\"" + text + "\" is not a test that is known");
    }
  }
  if (!shows_content) return;
  for (const Field& start : starts) walk.reads_below(start);
  for (const Field& name : names) walk.reads(name);
}

void fd(Walk& walk, const Call& call, const Program& program) {
  const auto words = call.arguments();
  const auto is_run = [](const Field& word) {
    const std::string& text = word.text;
    return text == "--exec" || text == "--exec-batch" ||
           (text.size() > 1 && text[0] == '-' && text[1] != '-' &&
            text.find_first_of("xX") != std::string::npos);
  };
  const auto at = std::find_if(words.begin(), words.end(), is_run);
  const auto before = words.first(static_cast<std::size_t>(at - words.begin()));
  const Arguments arguments = judge_arguments(walk, before, program.table);
  judge_open(walk, arguments, program.row->open);
  if (std::any_of(arguments.options.begin(), arguments.options.end(),
                  [](const GivenOption& option) { return option.effect == 'x'; })) {
    return walk.raise(Risk::high, "it runs what is not told");
  }
  if (at == words.end()) return;
  for (const Field& name : arguments.operands) walk.reads(name);
  for_each_found(walk, words.subspan(before.size() + 1), true);
}

void compress(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, "");
  const bool only_reads = arguments.has("-c") || arguments.has("-l") || arguments.has("-t") ||
                          arguments.has("--stdout") || arguments.has("--list") ||
                          arguments.has("--test") || arguments.operands.empty();
  for (const Field& operand : arguments.operands) {
    walk.reads(operand);
    if (!only_reads) walk.writes(as_name(operand));
  }
}

void remove(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  for (const Field& operand : arguments.operands) walk.writes(operand, Risk::medium);
}

void copy(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  Fields sources = arguments.operands;
  std::optional<Field> target;
  for (const char* name : {"-t", "--target-directory"}) {
    if (const GivenOption* option = arguments.find(name)) target = option->value;
  }
  const bool makes_folders =
      call.name == "install" && (arguments.has("-d") || arguments.has("--directory"));
  if (makes_folders) {
    for (const Field& folder : sources) walk.writes(folder, Risk::medium);
    return;
  }
  if (!target && sources.size() == 1) target = literal(".");
  if (!target && !sources.empty()) {
    target = sources.back();
    sources.pop_back();
  }
  if (!target) return;
  walk.writes(*target, Risk::medium);
  const bool is_recursive = arguments.has("-r") || arguments.has("-R") || arguments.has("-a") ||
                            arguments.has("--recursive") || arguments.has("--archive") ||
                            call.name == "mv";
  const auto has_any = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return arguments.has(name); });
  };
  const bool links = call.name == "ln" ||
                     (call.name == "cp" && has_any({"-l", "-s", "--link", "--symbolic-link"}));
  for (const Field& source : sources) {
    if (!source.is_known()) walk.raise(Risk::high, "what it copies is computed");
    if (is_recursive) {
      walk.reads_below(source);
    } else {
      walk.reads(source);
    }
    if (call.name == "mv") walk.writes(as_name(source), Risk::medium);
    // In a folder it keeps its name, which may be a protected one.
    std::string name = source.text;
    while (name.size() > 1 && name.ends_with('/')) name.pop_back();
    name = name.substr(name.rfind('/') + 1);
    if (target->is_literal() && !name.empty() && name != "." && name != "..") {
      walk.writes(as_name({.text = target->text + "/" + name}), Risk::medium);
    }
    if (links) {
      // What it leads to, from here and from where the link stands.
      walk.writes(as_name(source), Risk::medium);
      if (!source.text.starts_with("/") && target->is_known()) {
        const std::size_t slash = target->text.rfind('/');
        const std::string folder =
            slash == std::string::npos ? "" : target->text.substr(0, slash + 1);
        walk.writes(literal(folder + source.text), Risk::medium);
      }
    }
    const std::size_t colon = source.text.find(':');
    if (call.name == "rsync" && colon < source.text.find('/')) {
      walk.raise(Risk::high, "it copies from or to another machine");
    }
  }
  if (call.name == "rsync" && target->text.find(':') < target->text.find('/')) {
    walk.raise(Risk::high, "it copies from or to another machine");
  }
}

void chmod(Walk& walk, const Call& call, const Program&) {
  Fields operands;
  bool may_be_option = true;
  for (const Field& word : call.arguments()) {
    const std::string& text = word.text;
    if (text == "--" && may_be_option) {
      may_be_option = false;
      continue;
    }
    const bool is_mode = text.size() > 1 && text[0] == '-' && operands.empty() &&
                         text.find_first_not_of("-rwxXst,+=ugo") == std::string::npos;
    if (may_be_option && text.size() > 1 && text[0] == '-' && !is_mode) {
      const bool is_recursive =
          text == "-R" || (text.size() > 4 && std::string_view("--recursive").starts_with(text));
      if (is_recursive) {
        walk.raise_by_option(Risk::medium, "it changes whole folders");
      } else if (text.find_first_not_of("-vcfR") != std::string::npos) {
        walk.raise_by_option(Risk::high, "it has the option " + text);
      } else if (text.find('R') != std::string::npos) {
        walk.raise_by_option(Risk::medium, "it changes whole folders");
      }
      continue;
    }
    if (may_be_option && word.may_be_option()) {
      walk.raise(Risk::high, "what its words are is not known");
    }
    operands.push_back(word);
  }
  if (operands.empty()) return;
  const std::string mode = operands[0].text;
  const bool is_number = mode.find_first_not_of("01234567") == std::string::npos;
  bool is_wide = !operands[0].is_known();
  if (is_number && !mode.empty()) {
    const bool is_special =
        mode.size() > 3 &&
        mode.substr(0, mode.size() - 3).find_first_not_of('0') != std::string::npos;
    is_wide = is_wide || is_special || ((mode.back() - '0') & 2) != 0;
  } else {
    const bool to_all = mode.find_first_of("ao") != std::string::npos &&
                        mode.find('w') != std::string::npos && mode.find('-') == std::string::npos;
    is_wide = is_wide || to_all || mode.find_first_of("st") != std::string::npos;
  }
  if (is_wide) walk.raise(Risk::high, "it lets others in: " + mode);
  for (std::size_t i = 1; i < operands.size(); ++i) walk.writes(as_name(operands[i]));
}

namespace {

constexpr std::string_view kTarOptions =
    "-cxtruAdzjJZavpkmhSwOlnGiBsoWUe -f: -C: -T:=r -X:=r -b: -K: -N: -V: -L: -H: -g:=w -P=h -I:=h "
    "-F:=h -M=h --use-compress-program:=h --to-command:=h --checkpoint? --checkpoint-action:=h "
    "--info-script:=h --new-volume-script:=h --rsh-command:=h --rmt-command:=h --absolute-names=h "
    "--absolute-paths=h --remove-files=h --delete=h --multi-volume=h --unlink-first "
    "--recursive-unlink=h --directory: --cd: --file: --create --extract --get --list --append "
    "--update --concatenate --diff --compare --gzip --gunzip --bzip2 --xz --zstd --lzma --lz4 "
    "--auto-compress --verbose --exclude: --exclude-from:=r --exclude-vcs --exclude-vcs-ignores "
    "--exclude-backups --strip-components: --transform: --xform: --wildcards --no-wildcards "
    "--no-same-owner --no-same-permissions --keep-old-files --overwrite --skip-old-files "
    "--keep-newer-files --to-stdout --owner: --group: --mode: --mtime: --sort: --format: "
    "--numeric-owner --files-from:=r --null --one-file-system --dereference --same-permissions "
    "--preserve-permissions --same-owner --totals --anchored --label: --warning: --force-local "
    "--no-recursion --touch --show-transformed-names --utc --full-time --occurrence? "
    "--hard-dereference "
    "--listed-incremental:=w --newer: --pax-option: --ignore-zeros --verify --version --help";

// "czf a b" is "-c -z -f a b".
Fields tar_words(std::span<const Field> words) {
  Fields out(words.begin(), words.end());
  if (out.empty() || out[0].text.starts_with("-") || !out[0].is_literal()) return out;
  const Field bundle = out[0];
  out.erase(out.begin());
  Fields options;
  for (const char letter : bundle.text) {
    options.push_back(literal(std::string("-") + letter));
    const bool takes = std::string_view("fCTXbKNVLHgIF").find(letter) != std::string_view::npos;
    if (takes && !out.empty()) {
      options.push_back(out.front());
      out.erase(out.begin());
    }
  }
  options.insert(options.end(), out.begin(), out.end());
  return options;
}

}  // namespace

void tar(Walk& walk, const Call& call, const Program& program) {
  static const OptionTable table = option_table(kTarOptions);
  const Fields words = tar_words(call.arguments());
  const Arguments arguments = judge_arguments(walk, words, table);
  judge_open(walk, arguments, program.row->open);
  const auto has = [&](const char* letter, std::initializer_list<const char*> names) {
    return arguments.has(letter) || std::any_of(names.begin(), names.end(), [&](const char* name) {
             return arguments.has(name);
           });
  };
  const bool lists = has("-t", {"--list", "--diff", "--compare"}) || arguments.has("-d");
  const bool extracts = has("-x", {"--extract", "--get"});
  const bool creates = has("-c", {"--create"});
  const GivenOption* file = arguments.find("-f");
  if (file == nullptr) file = arguments.find("--file");
  const Field archive = file != nullptr && file->value ? *file->value : literal("-");
  if (archive.text.find(':') != std::string::npos) {
    walk.raise(Risk::high, "the archive is on another machine");
  }
  if (lists && !extracts && !creates) return;
  if (creates && !extracts) {
    walk.raise(Risk::low, "it packs files");
    if (archive.text != "-") walk.writes(archive);
    walk.apart([&] {
      for (const GivenOption& option : arguments.options) {
        const bool moves =
            option.name == "-C" || option.name == "--directory" || option.name == "--cd";
        if (moves && option.value) walk.moves_to(*option.value);
      }
      for (const Field& operand : arguments.operands) walk.reads_below(operand);
    });
    return;
  }
  walk.raise(Risk::medium, "it unpacks or changes an archive");
  Field folder = literal(".");
  for (const GivenOption& option : arguments.options) {
    const bool moves = option.name == "-C" || option.name == "--directory" || option.name == "--cd";
    if (moves && option.value) folder = *option.value;
  }
  walk.writes(folder, Risk::medium);
  for (const Field& operand : arguments.operands) {
    if (extracts) walk.writes(as_name(operand), Risk::medium);
  }
  if (!extracts) walk.writes(archive, Risk::medium);
}

void unzip(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  for (const char* name : {"-l", "-v", "-t", "-Z", "-p", "-c"}) {
    if (arguments.has(name) && !arguments.has("-d")) return;
  }
  walk.raise(Risk::medium, "it unpacks an archive");
  if (!arguments.has("-d")) walk.writes(literal("."), Risk::medium);
}

void zip(Walk& walk, const Call& call, const Program& program) {
  const bool tests = std::any_of(call.words.begin(), call.words.end(), [](const Field& word) {
    return word.text.starts_with("-TT") || word.text.starts_with("--unzip");
  });
  if (tests) walk.raise_by_option(Risk::high, "it runs a program to test the archive");
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  if (arguments.has("-m") || arguments.has("-d")) {
    walk.raise_by_option(Risk::high, "it removes files");
  }
  for (std::size_t i = 0; i < arguments.operands.size(); ++i) {
    if (i == 0) {
      walk.writes(arguments.operands[0]);
    } else {
      walk.reads_below(arguments.operands[i]);
    }
  }
}

void dd(Walk& walk, const Call& call, const Program&) {
  bool is_written = false;
  for (const Field& word : call.arguments()) {
    Field value = word;
    if (word.text.starts_with("if=")) {
      value.text = word.text.substr(3);
      walk.reads(value);
    } else if (word.text.starts_with("of=")) {
      value.text = word.text.substr(3);
      is_written = true;
      walk.writes(value, Risk::medium);
    } else if (!word.is_literal()) {
      walk.raise(Risk::high, "what its words are is not known");
    }
  }
  if (!is_written) walk.raise(Risk::high, "\"dd\" without a file to write");
}

}  // namespace ingot::policy::rules
