#include "config/url_rule.h"

namespace ingot::config {
namespace {

// CFG-163
TEST(UrlRule, AdmitsTheSameServerAndWholeSegmentsBelow) {
  EXPECT_TRUE(admits_url("https://llm.example.com", "https://llm.example.com"));
  EXPECT_TRUE(admits_url("https://llm.example.com", "https://LLM.example.com/v1?x=1"));
  EXPECT_TRUE(admits_url("https://llm.example.com/", "https://llm.example.com:443/v1/"));
  EXPECT_TRUE(admits_url("http://localhost:80/v1", "http://localhost/v1/"));
  EXPECT_TRUE(admits_url("http://[::1]:8080", "http://[::1]:8080/v1"));
  EXPECT_TRUE(admits_url("https://h/team/a", "https://h/team//a/v1"));
}

TEST(UrlRule, AdmitsNothingThatOnlyLooksLikeIt) {
  const std::string_view rule = "https://llm.example.com/v1";
  for (const std::string_view url :
       {"https://llm.example.com", "https://llm.example.com/v10", "https://llm.example.com/v2",
        "http://llm.example.com/v1", "https://llm.example.com:8443/v1",
        "https://llm.example.com.evil.net/v1", "https://evil.net/https://llm.example.com/v1",
        "https://llm.example.com@evil.net/v1", "https://llm.example.com/v1/../x",
        "https://llm.example.com/v1/%2E%2e/x", "https://llm.example.com\\@evil.net/v1",
        "https://llm.example.com./v1", "llm.example.com/v1", "", "https:///v1"}) {
    EXPECT_FALSE(admits_url(rule, url)) << url;
  }
}

}  // namespace
}  // namespace ingot::config
