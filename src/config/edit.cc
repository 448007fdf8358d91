#include "config/edit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "config/layout.h"
#include "json/located.h"
#include "json/writer.h"

namespace ingot::config {
namespace {

using json::Located;
using json::LocatedMember;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr const char* kMendByHand = "correct it in an editor, then try again; nothing was written";

// A member from its key on, or an element.
struct Item {
  std::size_t begin, end;
};

struct Cut {
  std::size_t begin, end;
};

std::vector<Item> items_of(const Located& container) {
  std::vector<Item> items;
  for (const LocatedMember& member : container.members) {
    items.push_back({member.key_begin, member.value.end});
  }
  for (const Located& element : container.elements) items.push_back({element.begin, element.end});
  return items;
}

bool equal_numbers(const std::string& a, const std::string& b) {
  if (a == b) return true;
  constexpr double kExact = 9007199254740992.0;  // 2^53: above, doubles leave numbers out
  const double left = std::strtod(a.c_str(), nullptr);
  return std::fabs(left) < kExact && left == std::strtod(b.c_str(), nullptr);
}

bool equal(const Located& a, const Located& b) {
  if (a.type != b.type) return false;
  if (a.is(Located::Type::number)) return equal_numbers(a.text, b.text);
  if (a.is(Located::Type::object)) {
    const auto holds = [](const Located& one, const Located& other) {
      return std::all_of(one.members.begin(), one.members.end(), [&](const LocatedMember& member) {
        const Located* there = other.find(member.key);
        return there != nullptr && equal(*one.find(member.key), *there);
      });
    };
    return holds(a, b) && holds(b, a);
  }
  return a.text == b.text && std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(),
                                        b.elements.end(), equal);
}

Located wrapped_in_array(Located value) {
  Located array;
  array.type = Located::Type::array;
  array.elements.push_back(std::move(value));
  return array;
}

Result<Located> value_of(const Edit& edit) {
  auto parsed = json::parse_located(edit.json);
  if (const auto* error = std::get_if<json::LocatedError>(&parsed)) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "the value of " + to_string(edit.path) + " is not JSON: " + error->what};
  }
  return std::move(std::get<json::LocatedText>(parsed).root);
}

class Editor {
 public:
  Editor(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Result<> apply(const Edit& edit);
  Result<std::string> take();

 private:
  // What a step leads to: `child` is null for a member that is not there.
  struct Found {
    const Located* child = nullptr;
    std::size_t position = 0;  // among the items
  };

  std::size_t start() const {
    return text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  }
  // Nothing but white space and comments.
  bool is_empty() const { return Layout(text_, {}).after_trivia(start()) == text_.size(); }
  void make_object();
  Result<Located> parse() const;
  Error refuse(json::Place place, std::string what) const;
  Result<Found> follow(const Located& node, const SettingPath& path, std::size_t depth) const;
  // `value` inside the objects that the path from `depth` on names.
  Result<Located> nested(const SettingPath& path, std::size_t depth, Located value,
                         const Located& at) const;
  Result<bool> remove_once(const SettingPath& path, const Located* element);
  Result<> put(const Edit& edit);
  // The layout is that of the text before, and of no use after.
  void replace(const Layout& layout, const Located& old, const Located& value);
  void insert(const Layout& layout, const Located& container, const std::string* key,
              const Located& value);
  void cut(const Located& container, std::size_t position);
  void splice(Cut range, const std::string& replacement) {
    text_.replace(range.begin, range.end - range.begin, replacement);
  }

  std::string text_;
  const std::string& file_;
};

Error Editor::refuse(json::Place place, std::string what) const {
  return {.kind = Error::Kind::invalid_argument,
          .what = std::move(what),
          .where = file_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column),
          .remedy = kMendByHand};
}

Result<Located> Editor::parse() const {
  auto parsed = json::parse_located(text_);
  if (const auto* error = std::get_if<json::LocatedError>(&parsed)) {
    return refuse(error->at, "not valid JSON: " + error->what);
  }
  Located root = std::move(std::get<json::LocatedText>(parsed).root);
  if (!root.is(Located::Type::object)) {
    return refuse(root.at, "the file must contain a JSON object, found " +
                               std::string(json::type_name(root.type)));
  }
  return root;
}

Result<Editor::Found> Editor::follow(const Located& node, const SettingPath& path,
                                     std::size_t depth) const {
  const auto* index = std::get_if<std::size_t>(&path[depth]);
  const Located::Type wanted = index == nullptr ? Located::Type::object : Located::Type::array;
  const std::string name =
      to_string(SettingPath(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth)));
  if (!node.is(wanted)) {
    return refuse(node.at, name + " must be " + std::string(json::type_name(wanted)) + ", found " +
                               std::string(json::type_name(node.type)));
  }
  Found found;
  if (index != nullptr) {
    found.position = *index;
    if (*index < node.elements.size()) found.child = &node.elements[*index];
    return found;
  }
  const auto& key = std::get<std::string>(path[depth]);
  for (std::size_t i = 0; i < node.members.size(); ++i) {
    if (node.members[i].key == key) found = {&node.members[i].value, i};
  }
  return found;
}

Result<Located> Editor::nested(const SettingPath& path, std::size_t depth, Located value,
                               const Located& at) const {
  for (std::size_t i = path.size(); i > depth; --i) {
    const auto* key = std::get_if<std::string>(&path[i - 1]);
    if (key == nullptr) return refuse(at.at, to_string(path) + " is not there");
    LocatedMember member;
    member.key = *key;
    member.value = std::move(value);
    value = Located();
    value.type = Located::Type::object;
    value.members.push_back(std::move(member));
  }
  return value;
}

Result<> Editor::apply(const Edit& edit) {
  if (edit.kind == Edit::Kind::set || edit.kind == Edit::Kind::append) return put(edit);
  const bool by_value = edit.kind == Edit::Kind::take_out;
  Located value;
  if (by_value) {
    INGOT_TRY(value, value_of(edit));
  }
  while (true) {
    INGOT_TRY(const bool removed, remove_once(edit.path, by_value ? &value : nullptr));
    // Elements move up when one is gone; members of one name are all taken out.
    if (!removed || (!by_value && std::holds_alternative<std::size_t>(edit.path.back()))) return {};
  }
}

// What the path leads to, or of the array there the first element that equals `element`.
Result<bool> Editor::remove_once(const SettingPath& path, const Located* element) {
  if (is_empty()) return false;
  INGOT_TRY(const Located root, parse());
  const Located* node = &root;
  for (std::size_t depth = 0;; ++depth) {
    if (node->is(Located::Type::null)) return false;
    INGOT_TRY(const Found found, follow(*node, path, depth));
    if (found.child == nullptr) return false;
    if (depth + 1 == path.size() && element == nullptr) {
      cut(*node, found.position);
      return true;
    }
    if (depth + 1 == path.size()) {
      const std::vector<Located>& elements = found.child->elements;
      const auto at = std::find_if(elements.begin(), elements.end(),
                                   [&](const Located& one) { return equal(one, *element); });
      if (at == elements.end()) return false;
      cut(*found.child, static_cast<std::size_t>(at - elements.begin()));
      return true;
    }
    node = found.child;
  }
}

Result<> Editor::put(const Edit& edit) {
  INGOT_TRY(Located value, value_of(edit));
  if (is_empty()) make_object();
  INGOT_TRY(const Located root, parse());
  const Layout layout(text_, root);
  const Located* node = &root;
  for (std::size_t depth = 0; depth < edit.path.size(); ++depth) {
    if (node->is(Located::Type::null) && std::holds_alternative<std::string>(edit.path[depth])) {
      if (edit.kind == Edit::Kind::append) value = wrapped_in_array(std::move(value));
      INGOT_TRY(const Located made, nested(edit.path, depth, std::move(value), *node));
      replace(layout, *node, made);
      return {};
    }
    INGOT_TRY(const Found found, follow(*node, edit.path, depth));
    if (found.child == nullptr) {
      const auto* key = std::get_if<std::string>(&edit.path[depth]);
      if (key == nullptr) {
        return refuse(node->at, to_string(edit.path) + " is not there: the array has length " +
                                    std::to_string(node->elements.size()));
      }
      if (edit.kind == Edit::Kind::append) value = wrapped_in_array(std::move(value));
      INGOT_TRY(const Located made, nested(edit.path, depth + 1, std::move(value), *node));
      insert(layout, *node, key, made);
      return {};
    }
    node = found.child;
  }
  if (edit.kind == Edit::Kind::set) {
    if (!equal(*node, value)) replace(layout, *node, value);
    return {};
  }
  if (node->is(Located::Type::null)) {
    replace(layout, *node, wrapped_in_array(std::move(value)));
    return {};
  }
  if (!node->is(Located::Type::array)) {
    return refuse(node->at, to_string(edit.path) + " must be an array, found " +
                                std::string(json::type_name(node->type)));
  }
  insert(layout, *node, nullptr, value);
  return {};
}

void Editor::make_object() {
  const Layout layout(text_, {});
  const std::size_t end = layout.after_comments(start());
  const bool header = end > start();
  text_.resize(end);
  text_ += (header ? layout.newline() : "") + "{}" + layout.newline();
}

void Editor::replace(const Layout& layout, const Located& old, const Located& value) {
  splice({old.begin, old.end}, layout.value(value, layout.indentation(old.begin), layout.spread()));
}

void Editor::insert(const Layout& layout, const Located& container, const std::string* key,
                    const Located& value) {
  const auto written = [&](const std::string& indent, bool lines) {
    const std::string name = key == nullptr ? "" : json::quoted(*key) + ":" + layout.space();
    return name + layout.value(value, indent, lines);
  };
  const std::vector<Item> items = items_of(container);
  const std::size_t close = container.end - 1;
  if (items.empty()) {
    const std::size_t at = layout.after_comments(container.begin + 1);
    if (!layout.spread()) return splice({at, at}, written({}, false));
    const std::string outer = layout.indentation(container.begin);
    const std::string inner = outer + layout.unit();
    const std::string line = layout.newline() + inner + written(inner, true);
    const bool closes_on_its_line = layout.after_blanks(at) < close;
    if (closes_on_its_line) return splice({at, at}, line);
    return splice({at, close}, line + layout.newline() + outer);
  }
  const std::size_t end = items.back().end;
  const std::size_t next = layout.after_trivia(end);
  const bool trailing_comma = text_[next] == ',';
  const std::size_t after = trailing_comma ? next + 1 : end;
  const std::string comma = trailing_comma ? "," : "";
  const auto model = std::find_if(items.rbegin(), items.rend(), [&](const Item& item) {
    return layout.first_on_line(item.begin);
  });
  if (model == items.rend()) {
    const std::string item = layout.space() + written({}, false) + comma;
    return splice({after, after}, trailing_comma ? item : "," + item);
  }
  const std::string indent = layout.indentation(model->begin);
  const std::size_t at = layout.after_line_comments(after);
  splice({at, at}, layout.newline() + indent + written(indent, true) + comma);
  if (!trailing_comma) splice({end, end}, ",");
}

void Editor::cut(const Located& container, std::size_t position) {
  const Layout layout(text_, {});
  const std::vector<Item> items = items_of(container);
  Cut main{items[position].begin, items[position].end};
  std::optional<Cut> comma;  // when something worth keeping stands between
  const std::size_t next = layout.after_trivia(main.end);
  const bool followed = text_[next] == ',';
  if (followed && layout.after_blanks(main.end) == next) {
    main.end = next + 1;
  } else if (followed) {
    comma = {next, next + 1};
  } else if (position > 0) {
    const std::size_t before = layout.after_trivia(items[position - 1].end);
    comma = {before, before + 1};
  }
  const std::size_t blanks = layout.after_blanks(main.end);
  const bool line_ends = layout.after_newline(blanks) > blanks;
  if (layout.first_on_line(main.begin)) {
    if (line_ends) main = {layout.line_begin(main.begin), layout.after_newline(blanks)};
    if (!line_ends && followed) main.end = blanks;
  } else if (position == 0 && followed && !line_ends) {
    main.end = blanks;
  } else {
    main.begin = layout.before_blanks(main.begin);
  }
  // The later one first: it does not move the other.
  if (comma && comma->begin > main.begin) splice(*comma, {});
  splice(main, {});
  if (comma && comma->begin < main.begin) splice(*comma, {});
}

Result<std::string> Editor::take() {
  // Every edit leaves JSON behind; a text that is nested too deeply is caught here.
  if (!is_empty()) {
    if (const auto root = parse(); !root) return root.error();
  }
  return std::move(text_);
}

}  // namespace

Result<std::string> edit(std::string_view text, const std::vector<Edit>& edits,
                         const std::string& file) {
  Editor editor(text, file);
  for (const Edit& one : edits) INGOT_TRY_VOID(editor.apply(one));
  return editor.take();
}

}  // namespace ingot::config
