#include "os/foreground.h"

#include <signal.h>

#include <filesystem>

namespace ingot::os {
namespace {

Result<Exit> run_script(const std::string& script, const Waker& waker,
                        const std::function<bool()>& ends) {
  return run_in_foreground({"sh", "-c", script}, environment_without({}), waker, ends);
}

// TUI-58
TEST(Foreground, TellsHowTheProgramEnded) {
  const Waker waker;
  const auto never = [] { return false; };
  EXPECT_EQ(run_script("exit 3", waker, never)->code, 3);
  EXPECT_EQ(run_script("kill -9 $$", waker, never)->signal, SIGKILL);
  EXPECT_EQ(run_in_foreground({"/no/such/program"}, {}, waker, never).error().kind,
            Error::Kind::not_found);
}

TEST(Foreground, EndsTheProgramWhenWeHaveToGo) {
  const Waker waker;
  const std::filesystem::path ready =
      std::filesystem::path(testing::TempDir()) / "ingot-foreground-ready";
  std::filesystem::remove(ready);
  waker.wake();
  const auto exit = run_script(
      "trap '' HUP; : > '" + ready.string() + "'; while :; do sleep 0.01; done", waker, [&] {
        waker.wake();
        return std::filesystem::exists(ready);
      });
  EXPECT_EQ(exit->signal, SIGKILL);
  std::filesystem::remove(ready);
}

}  // namespace
}  // namespace ingot::os
