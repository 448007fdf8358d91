// os/random_file.h: a file that is read here and there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "os/file.h"

namespace ingot::os {

class RandomFile {
 public:
  static Result<RandomFile> open(const std::filesystem::path& path);
  Result<std::uint64_t> size() const;
  // Fewer bytes when the file ends before.
  Result<std::string> read(std::uint64_t offset, std::size_t bytes) const;

 private:
  RandomFile(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Fd fd_;
  std::string path_;
};

}  // namespace ingot::os
