#include "wire/error_body.h"

#include "json/value.h"
#include "models/endpoint.h"
#include "wire/error_class.h"
#include "wire/test_places.h"

namespace ingot::wire {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect_text(json::Value wanted, const std::string& found) {
  if (wanted.is_string()) {
    EXPECT_EQ(found, *wanted.string());
  }
}

// testdata/errors.json: bodies in the shapes that the vendors' API pages describe, for what nobody
// has recorded. PRV-85, PRV-86, PRV-87, PRV-93, PRV-103, PRV-104, CFG-53
TEST(ErrorBody, EveryKnownShapeIsUnderstood) {
  const std::string text = read(std::filesystem::path(INGOT_ROOM_DIR) / "testdata/errors.json");
  const auto document = json::Document::parse(text);
  ASSERT_TRUE(document);
  for (const json::Value one : document->root().elements()) {
    SCOPED_TRACE(std::string(*one["name"].string()));
    models::Model model;
    const auto endpoint = models::endpoint_for(*models::protocol_from(*one["provider"].string()),
                                               *one["base"].string());
    model.quirks = models::quirks_for(*one["provider"].string(), endpoint.host, "model");
    const chat::Failure failure = failure_from(static_cast<int>(*one["status"].integer()),
                                               *one["type"].string(), *one["body"].string(), model);
    EXPECT_EQ(chat::to_string(failure.kind), *one["kind"].string()) << failure.message;
    EXPECT_EQ(failure.retryable, *one["retryable"].boolean());
    EXPECT_EQ(failure.status, *one["status"].integer());
    expect_text(one["message"], failure.message);
    expect_text(one["param"], failure.param);
    expect_text(one["detail"], failure.detail);
    if (failure.kind == chat::Failure::Kind::context_overflow) {
      EXPECT_EQ(window_named_in(failure.message + " " + failure.detail), one["window"].integer());
    }
    if (one["wait_ms"].integer()) {
      ASSERT_TRUE(failure.retry_after);
      EXPECT_EQ(failure.retry_after->count(), *one["wait_ms"].integer());
    }
    EXPECT_EQ(failure.message.find("null"), std::string::npos);
  }
}

}  // namespace
}  // namespace ingot::wire
