#include "tui/menu.h"

#include "term/columns.h"
#include "tui/test_screen.h"
#include "tui/viewport.h"

namespace ingot::tui {
namespace {

using term::KeyCode;

Suggestions commands(int count, std::size_t help = 100) {
  Suggestions found{.of = Suggestions::Of::commands};
  for (int i = 0; i < count; ++i) {
    found.items.push_back({.insert = "/command-" + std::to_string(i),
                           .label = "/command-" + std::to_string(i),
                           .hint = i % 2 == 0 ? "" : "[argument]",
                           .help = std::string(help, 'd')});
  }
  return found;
}

std::vector<std::string> texts(const std::vector<Line>& rows) {
  std::vector<std::string> all;
  for (const Line& row : rows) all.push_back(row.text());
  return all;
}

// As a terminal of that width shows it.
std::vector<std::string> on_screen(const Menu& menu, int columns) {
  Screen screen(columns, 24);
  Viewport viewport(static_cast<std::size_t>(columns));
  screen.feed(viewport.draw({}, {.rows = menu.rows(viewport.row_columns(), 8)}));
  return screen.shown();
}

// TUI-66, TUI-67
TEST(Menu, ShowsWholeNamesAndCutsDescriptionsAtEveryWidth) {
  Menu menu;
  menu.open(commands(20));
  for (const int columns : {60, 80, 200}) {
    const std::vector<std::string> rows = on_screen(menu, columns);
    ASSERT_EQ(rows.size(), 8U);
    EXPECT_TRUE(rows[0].starts_with("› /command-0  ")) << rows[0];
    EXPECT_TRUE(rows[1].starts_with("  /command-1 [argument]  ")) << rows[1];
    EXPECT_EQ(rows[7], "  1/20");
    for (std::size_t i = 0; i < 7; ++i) {
      EXPECT_LT(term::columns(rows[i]), static_cast<std::size_t>(columns));  // nothing wraps
      // One column of descriptions, cut where there is no room for all of it.
      EXPECT_EQ(rows[i].find(" d"), rows[i].find_first_of("d", 14) - 1) << rows[i];
      EXPECT_EQ(rows[i].ends_with("…"), columns < 200) << rows[i];
    }
  }
}

TEST(Menu, ALongNameIsNotCutForItsDescription) {
  Menu menu;
  const std::string name = "custom:" + std::string(46, 'n');
  menu.open({.items = {{.insert = name, .label = name, .help = "the description of a model"},
                       {.insert = "short", .label = "short", .help = "another"}}});
  EXPECT_EQ(texts(menu.rows(59, 8))[0], "› " + name + "  t…");
  EXPECT_EQ(texts(menu.rows(199, 8))[0], "› " + name + "  the description of a model");
}

// TUI-66: the source of custom ones, and no room for it when there are none.
TEST(Menu, SaysWhereACustomCommandComesFrom) {
  Menu menu;
  menu.open(
      {.items = {{.insert = "/deploy", .label = "/deploy", .source = "project", .help = "out"},
                 {.insert = "/new", .label = "/new", .help = "a new session"}}});
  EXPECT_EQ(
      texts(menu.rows(59, 8)),
      (std::vector<std::string>{"› /deploy  project  out", "  /new              a new session"}));
}

// TUI-66, TUI-67: while the list is the same, what moves is the mark alone until the window must.
TEST(Menu, NamesStandStillWhileTheSelectionMoves) {
  Menu menu;
  menu.open(commands(20));
  const auto names = [&] {
    std::vector<std::string> all = texts(menu.rows(79, 8));
    all.pop_back();
    for (std::string& row : all) row = row.substr(row.find('/'), 12);
    return all;
  };
  const auto first = names();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(menu.handle({.code = KeyCode::down}));
    EXPECT_EQ(names(), first) << i;
  }
  EXPECT_EQ(menu.selected()->insert, "/command-5");
  menu.handle({.code = KeyCode::down});
  EXPECT_EQ(names()[0], "/command-1 [");
  menu.handle({.code = KeyCode::up});
  EXPECT_EQ(names()[0], "/command-1 [");
  menu.handle({.code = KeyCode::up});
  menu.handle({.ctrl = true, .text = "p"});
  EXPECT_EQ(menu.selected()->insert, "/command-3");
  menu.handle({.code = KeyCode::page_down});
  EXPECT_EQ(menu.selected()->insert, "/command-10");
  menu.handle({.code = KeyCode::end, .ctrl = true});
  EXPECT_EQ(texts(menu.rows(79, 8))[7], "  20/20");
  menu.handle({.code = KeyCode::down});
  EXPECT_EQ(menu.selected()->insert, "/command-0");
  EXPECT_FALSE(menu.handle({.text = "x"}));
}

// TUI-65: better answers come in while one looks.
TEST(Menu, WhatIsFoundLaterDoesNotMoveAwayFromWhoeverHasMoved) {
  Menu menu;
  menu.open({.items = {{.insert = "b", .label = "b"}, {.insert = "c", .label = "c"}}});
  menu.update({.items = {{.insert = "a", .label = "a"}, {.insert = "b", .label = "b"}}});
  EXPECT_EQ(menu.selected()->insert, "a");
  menu.handle({.code = KeyCode::down});
  menu.update({.items = {{.insert = "0", .label = "0"},
                         {.insert = "a", .label = "a"},
                         {.insert = "b", .label = "b"}}});
  EXPECT_EQ(menu.selected()->insert, "b");
}

TEST(Menu, IsOpenWithANoteAlone) {
  Menu menu;
  menu.open({.note = "indexing…"});
  EXPECT_TRUE(menu.is_open());
  EXPECT_EQ(texts(menu.rows(40, 8)), (std::vector<std::string>{"  indexing…"}));
  EXPECT_EQ(menu.selected(), nullptr);
  EXPECT_FALSE(menu.handle({.code = KeyCode::down}));
  menu.close();
  EXPECT_FALSE(menu.is_open());
  EXPECT_TRUE(menu.rows(40, 8).empty());
}

}  // namespace
}  // namespace ingot::tui
