// tui/file_index.h: the files of the working directory, for "@".
//
// Purpose    Walked in the background by ripgrep, which respects ignore files and runs nothing of
//            the folder's own; searched in the background too, so that no key waits (TUI-65).
// Ownership  Owns its threads; `waker` must outlive it.
// Threads    One for the walk, one for the search; the methods belong to the caller's thread.
// Errors     Without ripgrep the walk is our own and knows no ignore files; found() says so.
// Cost       Nothing before the first search. A walk that is older than a few seconds is repeated
//            when somebody begins to look; until it ends the old one answers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "os/waker.h"
#include "tui/file_list.h"

namespace ingot::tui {

class FileIndex {
 public:
  explicit FileIndex(const os::Waker& waker) : waker_(waker) {}
  ~FileIndex();

  // Somebody begins to look for files of `folder`.
  void begin(const std::filesystem::path& folder);
  // Looks for `wanted`; the waker is woken when found() has something new.
  void search(const std::string& wanted);

  struct Found {
    std::string wanted;
    std::vector<FileMatch> best;
    std::size_t total = 0;
    bool complete = false;  // the walk and the search are over
    bool knows_ignored = true;
  };
  Found found() const;
  // Waits until found() answers to the latest search(), but no longer than somebody notices.
  void settle();

 private:
  void walk(const std::stop_token& stop, const std::filesystem::path& folder);
  bool walk_by_ripgrep(const std::stop_token& stop, const std::filesystem::path& folder,
                       FileList& into);
  void walk_by_ourselves(const std::stop_token& stop, const std::filesystem::path& folder,
                         FileList& into);
  void add(std::string_view paths, FileList& into);
  void look(const std::stop_token& stop);

  const os::Waker& waker_;

  // What the caller's thread takes is held for a moment only.
  mutable std::mutex mutex_;
  std::condition_variable_any changed_, published_;
  std::filesystem::path folder_;                  // guarded by mutex_, as is all down to found_
  std::chrono::steady_clock::time_point walked_;  // when the last walk ended
  std::string asked_;
  bool has_asked_ = false, walking_ = false, knows_ignored_ = true;
  std::size_t version_ = 0;  // grows with what the walk finds
  Found found_;

  std::mutex list_mutex_;
  std::unique_ptr<FileList> list_;  // guarded by list_mutex_
  bool list_is_new_ = false;        // guarded by list_mutex_

  std::jthread walker_, searcher_;
};

}  // namespace ingot::tui
