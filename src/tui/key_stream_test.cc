#include "tui/key_stream.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::Key;
using term::KeyCode;

struct Piece {
  int after_ms = 0;  // since the one before
  std::string bytes;
  bool late = false;  // the program did not wake up in between
};

// What the pieces come to, letters as they are, "<Enter>", "<Esc>", "<paste: ...>".
std::string keys_of(const std::vector<Piece>& pieces, bool joins_lines = true,
                    bool remote = false) {
  KeyStream::Time now{std::chrono::hours(1)};
  KeyStream stream(now - std::chrono::minutes(1), remote);
  std::string all;
  const auto take = [&](std::string_view bytes) {
    for (const Key& key : stream.take(bytes, now, joins_lines)) {
      if (key.code == KeyCode::paste) {
        all += "<paste: " + key.text + ">";
      } else if (key.code == KeyCode::enter) {
        all += "<Enter>";
      } else if (key.code == KeyCode::escape) {
        all += "<Esc>";
      } else if (key.code == KeyCode::up) {
        all += "<Up>";
      } else {
        all += (key.ctrl ? "^" : "") + key.text;
      }
    }
  };
  const auto pass_to = [&](KeyStream::Time then) {
    while (const auto wait = stream.wait(now)) {
      if (now + *wait > then) break;
      now += *wait;
      take({});
    }
    now = then;
  };
  for (const Piece& piece : pieces) {
    if (piece.late) {
      now += milliseconds(piece.after_ms);
    } else {
      pass_to(now + milliseconds(piece.after_ms));
    }
    take(piece.bytes);
  }
  pass_to(now + std::chrono::seconds(5));
  return all;
}

// TUI-57
TEST(KeyStream, LinesThatComeAtOnceAreAPaste) {
  EXPECT_EQ(keys_of({{0, "a\rb\rc\r"}}), "<paste: a\nb\nc\n>");
  EXPECT_EQ(keys_of({{0, "a\r"}, {3, "b\r"}, {3, "c"}}), "<paste: a\nb\nc>");
  const std::string chunk(100, 'x');
  EXPECT_EQ(keys_of({{0, chunk}, {3, "\r"}, {3, "b\r"}}), chunk + "<paste: \nb\n>");
  EXPECT_EQ(keys_of({{0, chunk + "\r"}, {25, chunk, true}}),
            "<paste: " + chunk + "\n" + chunk + ">");
  EXPECT_EQ(keys_of({{0, "a\r\nb\r\n"}}), "<paste: a\nb\n>");
  EXPECT_EQ(keys_of({{0, "a\nb"}}), "<paste: a\nb>");
}

// TUI-57
TEST(KeyStream, LinesBehindAnEscapeInTheSameReadAreAPaste) {
  EXPECT_EQ(keys_of({{0, "\x1b[Aa\rb\rc\r"}}), "<Up><paste: a\nb\nc\n>");
  EXPECT_EQ(keys_of({{0, "\x1b[A\r"}}), "<Up><Enter>");
}

// TUI-57
TEST(KeyStream, LinesThatAreTypedAreSent) {
  EXPECT_EQ(keys_of({{0, "a"}, {50, "\r"}, {50, "b"}, {50, "\r"}}), "a<Enter>b<Enter>");
  EXPECT_EQ(keys_of({{0, "hello\r"}, {50, "again\r"}}), "hello<Enter>again<Enter>");
  EXPECT_EQ(keys_of({{0, "hello"}, {2, "\r"}, {2, "1"}, {2, "2"}}), "hello<Enter>12");
  EXPECT_EQ(keys_of({{0, "hello\r"}, {3, "1"}, {15, "and more"}}), "hello<Enter>1and more");
  EXPECT_EQ(keys_of({{0, "hello\r\x03"}}), "hello<Enter>^c");
  EXPECT_EQ(keys_of({{0, "\r"}}), "<Enter>");
  EXPECT_EQ(keys_of({{0, "\n"}}), "^j");
}

TEST(KeyStream, AnEscapeOrADialogEndsABurst) {
  EXPECT_EQ(keys_of({{0, "a\r\x1b[A"}}), "a<Enter><Up>");
  EXPECT_EQ(keys_of({{0, "a\rb\r"}}, false), "a<Enter>b<Enter>");
}

// TUI-43
TEST(KeyStream, ALoneEscapeCountsAfterAWhile) {
  EXPECT_EQ(keys_of({{0, "\x1b"}, {10, "[A"}}), "<Up>");
  EXPECT_EQ(keys_of({{0, "\x1b"}, {80, "[A"}}), "<Esc>[A");
  EXPECT_EQ(keys_of({{0, "\x1b"}, {40, "[A"}}, true, true), "<Up>");
  EXPECT_EQ(keys_of({{0, "\x1b[1;"}, {300, "2A"}}), "<Up>");
}

// TUI-55
TEST(KeyStream, APasteMayTakeItsTimeButNotForEver) {
  EXPECT_EQ(keys_of({{0, "\x1b[200~a\r"}, {400, "b\r"}, {400, "\x1b[201~c"}}), "<paste: a\nb\n>c");
  EXPECT_EQ(keys_of({{0, "\x1b[200~a\r"}, {600, "b"}}), "<paste: a\n>b");
}

// TUI-55
TEST(KeyStream, APasteCutAnywhereIsOnePaste) {
  const std::string bytes = "\x1b[200~a\rb\x03/quit\r\x1b[201~";
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    EXPECT_EQ(keys_of({{0, bytes.substr(0, cut)}, {15, bytes.substr(cut)}}),
              "<paste: a\nb␃/quit\n>")
        << cut;
  }
}

}  // namespace
}  // namespace ingot::tui
