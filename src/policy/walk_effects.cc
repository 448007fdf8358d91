#include <algorithm>
#include <array>

#include "policy/programs.h"
#include "policy/walk.h"

// What the rules of programs report: places that are read and written, commands that are run.
namespace ingot::policy {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string shown(std::string text) {
  std::replace(text.begin(), text.end(), kUnknown, '?');
  if (text.size() > kMaxShown) text = text.substr(0, kMaxShown) + "...";
  return text;
}

void Walk::raise_too_deep() {
  raise(Risk::high,
        "it runs commands within commands more than " + std::to_string(kMaxInnerTexts) +
            " deep; run the inner one by itself",
        kOpaque | kRefused);
}

void Walk::inner_command(std::span<const Field> words, const Input& input) {
  if (words.empty() || !spend()) return;
  if (inner_ >= kMaxInnerTexts) {
    return raise_too_deep();
  }
  ++inner_;
  const std::size_t own = part_;
  const Span span = parts_[own].span;
  begin_part(words, false);
  parts_[part_].span = span;
  program(words, input);
  part_ = own;
  --inner_;
}

void Walk::inner_text(const Field& script, const std::string& who) {
  if (!script.is_known()) {
    raise(Risk::high, "\"" + who + "\" runs a computed text", kOpaque);
    // What is known of it is looked at all the same: it may be blocked.
    if (script.text.find_first_not_of(kUnknown) == std::string::npos) return;
  }
  if (inner_ >= kMaxInnerTexts) {
    return raise_too_deep();
  }
  ++inner_;
  const std::size_t own = part_;
  const std::optional<Span> outer = outer_span_;
  outer_span_ = parts_[own].span;
  std::string readable = script.text;
  std::replace(readable.begin(), readable.end(), kUnknown, '_');
  text(readable);
  outer_span_ = outer;
  part_ = own;
  --inner_;
}

void Walk::apply(const GivenOption& option) {
  const Risk before = parts_[part_].risk;
  apply_effect(option);
  CommandPart& part = parts_[part_];
  if (part.risk > before) part.option_risk = std::max(part.option_risk, part.risk);
}

void Walk::apply_effect(const GivenOption& option) {
  const Field value = option.value.value_or(Field{.text = std::string(1, kUnknown)});
  switch (option.effect) {
    case 'r':
      // `pip install -r https://...`
      if (value.text.find("://") != std::string::npos) {
        raise_by_option(Risk::high, "it takes " + option.name + " from an address");
      }
      return reads(value);
    case 'w':
      return writes(value);
    case 'W':
      return writes(value, Risk::medium);
    case 'l':
      return raise_by_option(Risk::low, "it has the option " + option.name);
    case 'm':
      return raise_by_option(Risk::medium, "it has the option " + option.name);
    case 'h':
      return raise_by_option(Risk::high, "it has the option " + option.name);
    case 'o':
      return raise_by_option(Risk::high, "it has the option " + option.name, kOpaque);
    case 'C':
      return inner_text(value, option.name);
    case 'd':
      return judge_place(*this, value);
    case 'T':
      for (const fs::path& place : places_of(value)) {
        if (zone_of(place, ground_) != Zone::temporary) return writes(value, Risk::medium);
      }
      return;
    case 'u':
      if (is_foreign_package(value))
        raise_by_option(Risk::high, "it has the option " + option.name);
      return;
    default:
      return;
  }
}

std::vector<fs::path> Walk::places_of(const Field& path) const {
  std::vector<fs::path> places;
  const fs::path text(path.text);
  if (text.is_absolute()) {
    places.push_back(text.lexically_normal());
  } else {
    for (const fs::path& directory : state_.directories) {
      places.push_back((directory / text).lexically_normal());
    }
  }
  for (fs::path& place : places) {
    if (!place.has_filename() && place.has_relative_path()) place = place.parent_path();
  }
  return places;
}

void Walk::reads(const Field& path) {
  if (path.text == "-" || path.text.empty()) return;
  std::vector<fs::path> places = places_of(path);
  if (places.empty()) places.push_back(fs::path("/" + path.text));
  for (const fs::path& place : places) {
    if (is_secret(place, ground_)) {
      raise(Risk::high, "it reads \"" + shown(path.text) + "\", which holds secrets", kSecret);
    }
  }
}

void Walk::reads_below(const Field& path) {
  reads(path);
  for (const fs::path& place : places_of(path)) {
    if (has_secrets_below(place, ground_)) {
      raise(Risk::high, "it reads all of \"" + shown(path.text) + "\", where secrets are", kSecret);
    }
  }
}

void Walk::writes(const Field& path, Risk ordinary) {
  const std::string what = "it writes \"" + shown(path.text) + "\"";
  const std::vector<fs::path> places = places_of(path);
  Zone zone = places.empty() ? Zone::outside : Zone::ordinary;
  for (const fs::path& place : places) zone = std::max(zone, zone_of(place, ground_));
  if (zone == Zone::guarded) {
    return raise(Risk::high, what + ", which is protected", kProtectedPath);
  }
  if (!path.is_known()) return raise(Risk::high, "it writes where the shell will compute it");
  if (path.text.starts_with("/dev/") && zone == Zone::outside) {
    constexpr std::array<std::string_view, 11> kDisks = {
        "sd", "hd", "vd", "xvd", "nvme", "mmcblk", "disk", "dm-", "mapper", "loop", "md"};
    const std::string_view name = std::string_view(path.text).substr(5);
    const bool is_disk = std::any_of(kDisks.begin(), kDisks.end(),
                                     [&](std::string_view disk) { return name.starts_with(disk); });
    return raise(Risk::high, what, is_disk ? static_cast<unsigned>(kDenied) : 0U);
  }
  if (zone == Zone::outside) return raise(Risk::high, what + ", which is outside the workspace");
  if (path.pattern) return raise(Risk::high, what + ", whichever files that are");
  if (zone == Zone::sink) return;
  raise(zone == Zone::temporary ? std::max(ordinary, Risk::medium) : ordinary, what);
}

void Walk::moves_to(const Field& folder) {
  if (!folder.is_literal()) {
    state_.directories.clear();
    return;
  }
  std::vector<fs::path> places = places_of(folder);
  const bool is_long = std::any_of(places.begin(), places.end(), [](const fs::path& place) {
    return place.native().size() > kMaxPathBytes;
  });
  if (places.size() > kMaxPlaces || is_long) places.clear();
  state_.directories = std::move(places);
}

}  // namespace ingot::policy
