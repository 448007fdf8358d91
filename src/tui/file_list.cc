#include "tui/file_list.h"

#include <algorithm>

#include "tui/fuzzy.h"

namespace ingot::tui {

std::uint32_t FileList::folder_of(std::string_view path) {
  if (const auto known = by_path_.find(std::string(path)); known != by_path_.end()) {
    return known->second;
  }
  const std::size_t slash =
      path.size() < 2 ? std::string_view::npos : path.rfind('/', path.size() - 2);
  const std::string_view parent =
      slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
  const std::uint32_t above = folder_of(parent);
  add_entry(above, path.substr(parent.size()));
  const auto index = static_cast<std::uint32_t>(folders_.size());
  folders_.push_back({.path = std::string(path), .mask = letter_mask(path)});
  by_path_.emplace(path, index);
  return index;
}

void FileList::add_entry(std::uint32_t folder, std::string_view name) {
  // Four gigabytes of names are no list that anybody types in.
  if (names_.size() + name.size() > UINT32_MAX) return;
  entries_.push_back({.mask = letter_mask(name),
                      .folder = folder,
                      .begin = static_cast<std::uint32_t>(names_.size()),
                      .bytes = static_cast<std::uint32_t>(name.size())});
  names_ += name;
}

void FileList::add(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  const std::uint32_t folder = folder_of(path.substr(0, name));
  if (name < path.size()) add_entry(folder, path.substr(name));
}

std::string FileList::path(std::size_t index) const {
  const Entry& entry = entries_[index];
  return folders_[entry.folder].path + names_.substr(entry.begin, entry.bytes);
}

std::size_t FileList::name_at(std::size_t index) const {
  return folders_[entries_[index].folder].path.size();
}

void FileSearch::begin(std::string wanted) {
  const bool narrows =
      !wanted_.empty() && wanted.starts_with(wanted_) && before_at_ == before_.size();
  if (narrows) {
    before_ = std::move(found_);
  } else {
    before_.clear();
    next_ = 0;
  }
  before_at_ = 0;
  found_.clear();
  compared_ = 0;
  mask_ = letter_mask(wanted);
  wanted_ = std::move(wanted);
}

void FileSearch::forget() {
  before_.clear();
  before_at_ = 0;
  found_.clear();
  next_ = 0;
}

void FileSearch::look_at(const FileList& list, std::uint32_t index) {
  ++compared_;
  if (!list.may_hold(index, mask_)) return;
  const std::string path = list.path(index);
  if (const auto score = fuzzy_score(path, wanted_, list.name_at(index))) {
    found_.push_back({.score = *score, .index = index});
  }
}

bool FileSearch::step(const FileList& list, std::size_t most) {
  for (; most > 0 && before_at_ < before_.size(); --most) {
    look_at(list, before_[before_at_++].index);
  }
  for (; most > 0 && next_ < list.size(); --most) {
    look_at(list, static_cast<std::uint32_t>(next_++));
  }
  return has_more(list);
}

std::vector<FileMatch> FileSearch::best(const FileList& list) const {
  struct Ranked {
    Found found;
    std::string path;
  };
  std::vector<Found> top(std::min(kMost, found_.size()));
  std::partial_sort_copy(found_.begin(), found_.end(), top.begin(), top.end(),
                         [](const Found& a, const Found& b) { return a.score > b.score; });
  std::vector<Ranked> ranked;
  for (const Found& one : top) ranked.push_back({.found = one, .path = list.path(one.index)});
  // The walk has no order of its own: equal answers stand in that of their paths.
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return a.found.score != b.found.score ? a.found.score > b.found.score : a.path < b.path;
  });
  std::vector<FileMatch> best;
  for (Ranked& one : ranked) {
    FileMatch match{.path = std::move(one.path)};
    fuzzy_score(match.path, wanted_, list.name_at(one.found.index), &match.letters);
    best.push_back(std::move(match));
  }
  return best;
}

}  // namespace ingot::tui
