// os/watch_portable.cc: no notice of changes; they are applied at the next start.
#ifndef __linux__

#include "os/watch.h"

namespace ingot::os {

struct FileWatch::State {};

FileWatch::FileWatch() = default;
FileWatch::~FileWatch() = default;
void FileWatch::watch(std::vector<std::filesystem::path> /*files*/) {}
int FileWatch::fd() const { return -1; }
bool FileWatch::changed() { return false; }

}  // namespace ingot::os

#endif
