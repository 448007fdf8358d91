// tui/viewer.h: a pager in the alternate screen.
//
// Purpose    Shows what is too long for the chat: the whole transcript, a long command or diff
//            (TUI-82, TUI-118). Keys of less.
// Ownership  Owns its pages; the few it has drawn last are kept, nothing else.
// Threads    One thread.
// Cost       Only the pages in sight are made. A search goes on in slices, see search_on().
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "term/key.h"
#include "tui/line.h"

namespace ingot::tui {

// What is shown, in pieces that are made when they come into sight.
class Pages {
 public:
  virtual ~Pages() = default;
  virtual std::size_t count() = 0;  // may grow
  // `columns`: what tables and two columns have to fit into; other lines are wrapped by the viewer.
  virtual std::vector<Line> page(std::size_t index, std::size_t columns) = 0;
  virtual bool begins_turn(std::size_t) { return false; }
};

// Lines that are made for a width.
class TextPages final : public Pages {
 public:
  using Make = std::function<std::vector<Line>(std::size_t columns)>;
  explicit TextPages(Make make) : make_(std::move(make)) {}
  std::size_t count() override { return 1; }
  std::vector<Line> page(std::size_t, std::size_t columns) override { return make_(columns); }

 private:
  Make make_;
};

class Viewer {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Outcome { stay, close, pager };  // pager: show all of it in $PAGER

  Viewer(std::string title, std::unique_ptr<Pages> pages, bool at_end);

  // As many rows as the screen has; the last one is the viewer's own.
  std::vector<Line> rows(std::size_t columns, std::size_t height);
  Outcome handle(const term::Key& key);
  // Said in the last row until the next key.
  void say(std::string message) { message_ = std::move(message); }
  // Said there above all else.
  void set_notice(std::string notice) { notice_ = std::move(notice); }

  bool is_searching() const { return search_.going; }
  // Searches until `end`; is_searching() says whether it found or gave up.
  void search_on(Clock::time_point end);

  Pages& pages() { return *pages_; }

 private:
  struct Place {
    std::size_t page = 0, row = 0;
  };
  struct Rows {
    std::size_t page = 0, columns = 0;
    std::vector<Line> lines;
  };
  struct Search {
    std::string text;
    bool backward = false, going = false;
    std::size_t page = 0;       // where it has got to
    std::size_t left = 0;       // pages that are still to be searched
    bool inside_first = false;  // only what follows `top_`
  };

  Outcome handle_one(const term::Key& key);
  const std::vector<Line>& page_rows(std::size_t page);
  std::size_t text_rows() const { return height_ > 1 ? height_ - 1 : 1; }
  void down(std::size_t rows);
  void up(std::size_t rows);
  Place end_place();
  void to_end() { top_ = end_place(); }
  void to_turn(bool backward);
  void begin_search(bool backward);
  bool matches(const Line& line) const;
  Line marked(const Line& line) const;
  Line status();

  std::string title_, notice_, message_;
  std::unique_ptr<Pages> pages_;
  std::size_t columns_ = 80, height_ = 24;
  Place top_;
  bool at_end_;            // before the first frame: begin at the end
  std::deque<Rows> made_;  // the pages that were drawn last
  bool typing_ = false;    // what to search for
  bool typing_backward_ = false;
  std::string typed_;
  Search search_;
};

}  // namespace ingot::tui
