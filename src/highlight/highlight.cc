#include "highlight/highlight.h"

#include <duktape.h>

#include <array>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>

#include "base/assert.h"
#include "highlight/languages.h"

namespace ingot::highlight {
namespace {

using namespace std::string_view_literals;

struct Script {
  std::string_view name, text;
};
constexpr Script kScripts[] = {
#include "highlight_scripts.inc"
    // CodeMirror has no mode for makefiles.
    {"make", R"script(
CodeMirror.defineSimpleMode("ingot-make", {
  start: [
    {regex: /\s*#.*/, token: "comment"},
    {regex: /(?:-?include|sinclude|ifeq|ifneq|ifdef|ifndef|else|endif|define|endef|export|unexport|override|vpath)\b/,
     sol: true, token: "keyword"},
    {regex: /[\w.\-]+(?=\s*(?:[:?+!]|::)?=)/, sol: true, token: "def"},
    {regex: /[^\s:=#][^:=#]*(?=::?(?:[^=]|$))/, sol: true, token: "tag"},
    {regex: /\$[({][^)}]*[)}]|\$[@<^?*+%|$]/, token: "attribute"},
    {regex: /"(?:[^"\\]|\\.)*"|'[^']*'/, token: "string"},
    {regex: /[^\s$"'#]+|./, token: null}
  ]
});
)script"sv},
    // Loaded after runmode-standalone: the states of the open texts and the only way to them.
    {"texts", R"script(
var texts = {}, nextId = 0;
var kinds = {keyword: 0, type: 1, builtin: 1, "variable-3": 1, def: 2, string: 3, "string-2": 3,
             number: 4, atom: 4, comment: 5, meta: 6, tag: 7, attribute: 8, positive: 9,
             negative: 10};
function openText(mode) {
  var m = CodeMirror.getMode({indentUnit: 2}, mode);
  texts[++nextId] = {mode: m, state: CodeMirror.startState(m)};
  return nextId;
}
function closeText(id) { delete texts[id]; }
function nextLine(id, line) {
  var text = texts[id], out = [], stuck = 0;
  if (line === "" && text.mode.blankLine) text.mode.blankLine(text.state);
  var stream = new CodeMirror.StringStream(line, 8, {
    lookAhead: function() {}, baseToken: function() {}
  });
  while (!stream.eol()) {
    var words = text.mode.token(stream, text.state);
    if (stream.pos == stream.start) {
      if (++stuck > 10) throw new Error("the mode does not advance");
      continue;
    }
    stuck = 0;
    if (words) {
      var all = words.split(" ");
      for (var i = 0; i < all.length; ++i) {
        if (!kinds.hasOwnProperty(all[i])) continue;
        out.push(stream.start, stream.pos, kinds[all[i]]);
        break;
      }
    }
    stream.start = stream.pos;
  }
  return out.join(" ");
}
)script"sv},
};

// Every block knows its size, so that the sum has a limit.
struct Account {
  std::size_t limit = 0, used = 0;
};
constexpr std::size_t kFront = alignof(std::max_align_t);

void release(void* account, void* block) {
  if (block == nullptr) return;
  auto* whole = static_cast<char*>(block) - kFront;
  static_cast<Account*>(account)->used -= *reinterpret_cast<std::size_t*>(whole);
  std::free(whole);  // NOLINT(*-no-malloc): the interpreter's heap is C
}

void* reallocate(void* account, void* block, duk_size_t size) {
  if (size == 0) {
    release(account, block);
    return nullptr;
  }
  auto& [limit, used] = *static_cast<Account*>(account);
  char* whole = block == nullptr ? nullptr : static_cast<char*>(block) - kFront;
  const std::size_t before = whole == nullptr ? 0 : *reinterpret_cast<std::size_t*>(whole);
  if (used - before + size > limit) return nullptr;  // which the script sees as an error
  auto* grown = static_cast<char*>(std::realloc(whole, size + kFront));  // NOLINT(*-no-malloc)
  if (grown == nullptr) return nullptr;
  used += size - before;
  *reinterpret_cast<std::size_t*>(grown) = size;
  return grown + kFront;
}

void* allocate(void* account, duk_size_t size) { return reallocate(account, nullptr, size); }

// Only calls outside a protected one end here; there are none that can fail.
void fatal(void*, const char* message) {
  assertion_failed("the interpreter goes on", message == nullptr ? "" : message, __FILE__,
                   __LINE__);
}

std::string_view script_text(std::string_view name) {
  for (const Script& script : kScripts) {
    if (script.name == name) return script.text;
  }
  return {};
}

}  // namespace

class Engine::Heap {
 public:
  explicit Heap(std::size_t max_bytes)
      : account_{.limit = max_bytes},
        context_(duk_create_heap(allocate, reallocate, release, &account_, fatal)) {}
  ~Heap() {
    if (context_ != nullptr) duk_destroy_heap(context_);
  }
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // The id of a new text; 0 when it cannot be opened.
  int open(std::string_view language) {
    const Language* found = find_language(language);
    if (context_ == nullptr || found == nullptr) return 0;
    if (!load("runmode-standalone") || !load("texts")) return 0;
    for (std::string_view rest = found->scripts; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (!load(rest.substr(0, end))) return 0;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    Call call{.function = "openText", .text = found->mode};
    return run(call) ? call.number : 0;
  }

  // False when the text has become unusable. The result is "begin end kind begin end kind ...".
  bool line(int id, std::string_view line, std::string& tokens) {
    Call call{.function = "nextLine", .id = id, .text = line};
    const bool done = run(call);
    tokens = std::move(call.result);
    return done;
  }

  void close(int id) {
    Call call{.function = "closeText", .id = id};
    run(call);
  }

 private:
  struct Call {
    const char* function = nullptr;  // nullptr: `text` is a script
    int id = 0;
    std::string_view text;
    std::string result;
    int number = 0;
  };

  bool load(std::string_view name) {
    if (loaded_.contains(name)) return true;
    const std::string_view text = script_text(name);
    Call call{.text = text};
    if (text.empty() || !run(call)) return false;
    loaded_.insert(name);
    return true;
  }

  // Everything that can fail happens inside.
  static duk_ret_t perform(duk_context* context, void* data) {
    Call& call = *static_cast<Call*>(data);
    if (call.function == nullptr) {
      duk_eval_lstring_noresult(context, call.text.data(), call.text.size());
      return 0;
    }
    duk_get_global_string(context, call.function);
    duk_idx_t arguments = 0;
    if (call.id != 0) {
      duk_push_int(context, call.id);
      ++arguments;
    }
    if (call.text.data() != nullptr) {
      duk_push_lstring(context, call.text.data(), call.text.size());
      ++arguments;
    }
    duk_call(context, arguments);
    if (duk_is_number(context, -1)) call.number = duk_get_int(context, -1);
    duk_size_t size = 0;
    if (const char* text = duk_get_lstring(context, -1, &size)) call.result.assign(text, size);
    return 0;
  }

  bool run(Call& call) {
    const bool done = duk_safe_call(context_, perform, &call, 0, 1) == DUK_EXEC_SUCCESS;
    duk_pop(context_);
    return done;
  }

  Account account_;  // outlives the context, which books there
  duk_context* context_;
  std::set<std::string_view> loaded_;
};

Engine::Engine(std::size_t max_heap_bytes) : max_heap_bytes_(max_heap_bytes) {}
Engine::~Engine() = default;

void Text::swap(Text& other) noexcept {
  std::swap(engine_, other.engine_);
  std::swap(language_, other.language_);
  std::swap(id_, other.id_);
}

void Text::close() {
  if (id_ != 0) engine_->heap_->close(id_);
  id_ = 0;
}

std::vector<Token> Text::next(std::string_view line) {
  std::vector<Token> tokens;
  if (language_.empty() || line.size() > kMaxLineBytes) return tokens;
  if (!engine_->heap_) engine_->heap_ = std::make_unique<Engine::Heap>(engine_->max_heap_bytes_);
  if (id_ == 0) id_ = engine_->heap_->open(language_);
  std::string found;
  if (id_ == 0 || !engine_->heap_->line(id_, line, found)) {
    language_ = {};
    close();
    return tokens;
  }
  // The scripts count characters.
  std::size_t byte = 0;
  std::size_t character = 0;
  const auto byte_of = [&](std::size_t wanted) {
    while (character < wanted && byte < line.size()) {
      do {
        ++byte;
      } while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0U) == 0x80U);
      ++character;
    }
    return byte;
  };
  const char* at = found.c_str();
  while (*at != '\0') {
    char* end = nullptr;
    std::array<unsigned long, 3> numbers{};
    for (unsigned long& number : numbers) {
      number = std::strtoul(at, &end, 10);
      at = end;
    }
    const std::size_t begin = byte_of(numbers[0]);
    tokens.push_back(
        {.begin = begin, .end = byte_of(numbers[1]), .kind = static_cast<Kind>(numbers[2])});
  }
  return tokens;
}

}  // namespace ingot::highlight
