#include "exec/output.h"
#include "os/file.h"
#include "term/sanitise.h"

namespace ingot::exec {
namespace {

// JSON strings may hold C1 control characters and the byte DEL unescaped; a terminal may obey them.
std::string without_raw_controls(std::string_view json) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(json.size() + 1);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto c = static_cast<unsigned char>(json[i]);
    if (c == 0x7F) {
      out += "\\u007f";
    } else if (c == 0xC2 && i + 1 < json.size() && static_cast<unsigned char>(json[i + 1]) < 0xA0) {
      const auto low = static_cast<unsigned char>(json[++i]);
      out += "\\u00";
      out += kHex[low >> 4U];
      out += kHex[low & 15U];
    } else {
      out += json[i];
    }
  }
  return out;
}

}  // namespace

Streams::Streams(int out, int err, const Redactor& redactor)
    : out_(out), err_(err), redactor_(redactor) {}

void Streams::json_line(std::string_view json) {
  std::string line = without_raw_controls(redactor_.redact(json));
  line += '\n';
  write(out_, line);
}

void Streams::text(std::string_view text) { write(out_, term::sanitise(redactor_.redact(text))); }

void Streams::note(std::string_view text) {
  write(err_, "ingot: " + term::sanitise(redactor_.redact(text)) + "\n");
}

void Streams::write(int fd, std::string_view bytes) {
  if (fd == out_ && broken_) return;
  const auto written = os::write_all(fd, bytes);
  if (!written && fd == out_) broken_ = true;
}

}  // namespace ingot::exec
