#include "engine/reload.h"

#include <cstdlib>
#include <fstream>

#include "os/file.h"

namespace ingot::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Reloading : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(testing::TempDir()) /
        ("reload-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    ::setenv("INGOT_CONFIG_DIR", folder_.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("INGOT_CONFIG_DIR");
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& text, const std::string& name = "settings.json") const {
    ASSERT_TRUE(os::write_atomic(folder_ / name, text, {.mode = 0600}));
  }
  static Configuration loaded() {
    auto configuration = load_configuration();
    EXPECT_TRUE(configuration);
    return *std::move(configuration);
  }
  static std::string model(const std::string& name, const std::string& url,
                           const std::string& more = "") {
    return R"({"displayName": ")" + name + R"(", "model": "m-)" + name +
           R"(", "provider": "openai", "apiKey": "canary-7f3a91c2d4e5", "baseUrl": "https://)" +
           url + "\"" + more + "}";
  }
  static std::string models(const std::vector<std::string>& entries) {
    std::string text;
    for (const std::string& entry : entries) text += (text.empty() ? "" : ", ") + entry;
    return R"({"customModels": [)" + text + "]";
  }
  std::filesystem::path folder_;
};

// CFG-94
TEST_F(Reloading, TheNewsNameWhatChanged) {
  write(models({model("A", "a.test"), model("B", "b.test"), model("B", "b2.test")}) +
        R"(, "theme": "x", "nerdFont": true})");
  const Configuration before = loaded();
  // Other places, comments and order are no news.
  write("// note\n" + models({model("B", "b2.test"), model("A", "a.test"), model("B", "b.test")}) +
        R"(, "nerdFont": true, "theme": "x"})");
  EXPECT_EQ(difference(before, loaded()), "");
  write(models({model("A", "a2.test"), model("B", "b2.test"), model("C", "c.test"),
                model("D", "d.test", R"(, "maxOutputTokens": "x")")}) +
        R"(, "theme": "y", "diffMode": "unified", "commandDenylist": ["a"]})");
  EXPECT_EQ(difference(before, loaded()),
            "+2 models, -1 model, 1 model changed, commandDenylist, diffMode, theme, 1 more");
}

// CFG-92, CFG-93
TEST_F(Reloading, ABrokenFileKeepsTheLastGoodState) {
  write(models({model("A", "a.test")}) + "}");
  Configuration configuration = loaded();
  Reloader reloader(configuration);
  const auto now = Reloader::Clock::now();
  const auto later = now + std::chrono::seconds(1);
  EXPECT_FALSE(reloader.take(now));
  EXPECT_EQ(reloader.wait(now), std::nullopt) << "nothing to wake for";

  write("{\n \"customModels\": [}");
  EXPECT_FALSE(reloader.take(now)) << "a save may take several steps";
  EXPECT_LE(reloader.wait(now), std::chrono::milliseconds(500));
  EXPECT_TRUE(reloader.take(later));
  ASSERT_THAT(reloader.broken(), SizeIs(1));
  EXPECT_THAT(to_string(reloader.broken()[0]), HasSubstr("settings.json:2:19: error E01"));
  EXPECT_THAT(configuration.settings.models, SizeIs(1U));
  EXPECT_EQ(reloader.take_news(), "");

  write(models({model("A", "a.test"), model("B", "b.test")}) + "}");
  reloader.take(later);
  EXPECT_TRUE(reloader.take(later + std::chrono::seconds(1)));
  EXPECT_THAT(reloader.broken(), IsEmpty());
  EXPECT_EQ(reloader.take_news(), "settings reloaded: +1 model");
  EXPECT_EQ(reloader.take_news(), "") << "once";
  EXPECT_THAT(configuration.settings.models, SizeIs(2U));
}

TEST_F(Reloading, AFileThatWasBrokenAtTheStartDoesNotHoldUpTheOthers) {
  write("{", "config.json");
  write("{}");
  Configuration configuration = loaded();
  Reloader reloader(configuration);
  write(R"({"theme": "x"})");
  EXPECT_TRUE(reloader.reload());
  EXPECT_EQ(configuration.settings.tui.theme, "x");
  EXPECT_THAT(reloader.broken(), IsEmpty());
}

// CFG-202: a key that was taken out of a file, or put into one, is a secret.
TEST_F(Reloading, KeysBeforeAndAfterAreRedacted) {
  write(models({model("A", "a.test")}) + "}");
  Configuration configuration = loaded();
  const Redactor of_an_engine = configuration.redactor;
  Reloader reloader(configuration);
  std::string other = models({model("A", "a.test")}) + "}";
  other.replace(other.find("canary"), 6, "fresh0");
  write(other);
  EXPECT_TRUE(reloader.reload());
  EXPECT_EQ(of_an_engine.redact("canary-7f3a91c2d4e5 fresh0-7f3a91c2d4e5"),
            "[redacted] [redacted]");
}

}  // namespace
}  // namespace ingot::engine
