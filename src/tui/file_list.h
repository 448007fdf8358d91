// tui/file_list.h: many paths in little memory, and the best of them for a few letters.
//
// Purpose    The data behind "@" (TUI-65): a million files are kept as names below shared folders.
// Threads    One thread at a time.
// Cost       About 30 bytes a file and its name. A search looks at a slice of the list at a time,
//            so that whoever types on need not wait for its end; letters that are added narrow what
//            was found before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ingot::tui {

class FileList {
 public:
  // "src/a.cc"; its folders come in by themselves.
  void add(std::string_view path);
  std::size_t size() const { return entries_.size(); }
  std::string path(std::size_t index) const;
  // Where the own name of the file or folder begins in its path.
  std::size_t name_at(std::size_t index) const;
  // Whether it can answer at all.
  bool may_hold(std::size_t index, std::uint64_t mask) const {
    return (mask & ~(entries_[index].mask | folders_[entries_[index].folder].mask)) == 0;
  }

 private:
  struct Folder {
    std::string path;  // "src/deep/", or empty
    std::uint64_t mask = 0;
  };
  struct Entry {
    std::uint64_t mask = 0;
    std::uint32_t folder = 0;
    std::uint32_t begin = 0, bytes = 0;  // of names_
  };
  std::uint32_t folder_of(std::string_view path);
  void add_entry(std::uint32_t folder, std::string_view name);

  std::vector<Folder> folders_ = {{}};
  std::unordered_map<std::string, std::uint32_t> by_path_ = {{"", 0}};
  std::vector<Entry> entries_;
  std::string names_;
};

struct FileMatch {
  std::string path;
  std::vector<std::size_t> letters;  // of the path, those that were typed
};

// One search that goes on as long as there is something new to look at.
class FileSearch {
 public:
  static constexpr std::size_t kMost = 200;  // more is not worth scrolling through

  // Begins anew; what was found for a beginning of `wanted` is looked at first and alone.
  void begin(std::string wanted);
  void forget();  // the list is another one
  const std::string& wanted() const { return wanted_; }
  // Looks at up to `most` more; false: there is nothing left.
  bool step(const FileList& list, std::size_t most);
  bool has_more(const FileList& list) const {
    return before_at_ < before_.size() || next_ < list.size();
  }
  std::size_t total() const { return found_.size(); }
  std::vector<FileMatch> best(const FileList& list) const;
  std::size_t compared() const { return compared_; }  // since begin()

 private:
  struct Found {
    int score = 0;
    std::uint32_t index = 0;
  };
  void look_at(const FileList& list, std::uint32_t index);

  std::string wanted_;
  std::uint64_t mask_ = 0;
  std::vector<Found> found_;
  std::vector<Found> before_;  // candidates that a shorter `wanted` has left
  std::size_t before_at_ = 0;
  std::size_t next_ = 0;  // of the list
  std::size_t compared_ = 0;
};

}  // namespace ingot::tui
