#include "engine/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::engine {
namespace {

// The bytes that Info-ZIP's unzip and Python's zipfile read (tests/integration/test_bug.py).
TEST(Zip, HoldsEntriesAndTheirDirectory) {
  std::tm time{};
  time.tm_year = 126;
  time.tm_mon = 1;
  time.tm_mday = 3;
  time.tm_hour = 4;
  time.tm_min = 5;
  time.tm_sec = 6;
  const std::string zip = zipped({{"a.txt", "123456789"}, {"empty", ""}}, time);
  using namespace std::string_literals;
  EXPECT_TRUE(
      zip.starts_with("PK\x03\x04\x14\x00\x00\x08\x00\x00\xA3\x20\x43\x5C"s
                      "\x26\x39\xF4\xCB"  // the check value of CRC-32
                      "\x09\x00\x00\x00\x09\x00\x00\x00\x05\x00\x00\x00"s
                      "a.txt123456789"));
  EXPECT_EQ(zip.substr(zip.size() - 22, 12), "PK\x05\x06\x00\x00\x00\x00\x02\x00\x02\x00"s);
  EXPECT_EQ(zip.size(), 30U * 2 + 10 + 9 + 46U * 2 + 10 + 22);
}

TEST(Zip, OfNothingIsAnEmptyArchive) { EXPECT_EQ(zipped({}, {}).size(), 22U); }

}  // namespace
}  // namespace ingot::engine
