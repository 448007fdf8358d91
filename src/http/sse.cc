#include "http/sse.h"

#include <algorithm>
#include <cstring>

namespace ingot::http {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The first line end at or after `from`: memchr for each kind, because both are rare.
std::size_t find_line_end(std::string_view text, std::size_t from) {
  const char* begin = text.data() + from;
  const std::size_t size = text.size() - from;
  const void* lf = std::memchr(begin, '\n', size);
  const std::size_t until_lf =
      lf == nullptr ? size : static_cast<std::size_t>(static_cast<const char*>(lf) - begin);
  const void* cr = std::memchr(begin, '\r', until_lf);
  if (cr != nullptr) return from + static_cast<std::size_t>(static_cast<const char*>(cr) - begin);
  return lf == nullptr ? std::string_view::npos : from + until_lf;
}

}  // namespace

Result<> SseDecoder::feed(std::string_view chunk, const Sink& sink) {
  std::size_t at = 0;
  if (after_cr_ && !chunk.empty()) {
    after_cr_ = false;
    if (chunk[0] == '\n') at = 1;
  }
  while (at < chunk.size()) {
    const std::size_t end = find_line_end(chunk, at);
    const std::string_view piece =
        chunk.substr(at, end == std::string_view::npos ? std::string_view::npos : end - at);
    if (line_.size() + piece.size() + data_.size() > max_event_bytes_) {
      return Error{.kind = Error::Kind::limit,
                   .what = "the server sent an event of more than " +
                           std::to_string(max_event_bytes_) + " bytes"};
    }
    if (end == std::string_view::npos) {
      line_ += piece;
      return {};
    }
    if (line_.empty()) {
      INGOT_TRY_VOID(take_line(piece, sink));
    } else {
      line_ += piece;
      INGOT_TRY_VOID(take_line(line_, sink));
      line_.clear();
    }
    at = end + 1;
    if (chunk[end] == '\r') {
      if (at == chunk.size()) {
        after_cr_ = true;
      } else if (chunk[at] == '\n') {
        ++at;
      }
    }
  }
  return {};
}

Result<> SseDecoder::finish(const Sink& sink) {
  if (!line_.empty()) {
    const std::string last = std::move(line_);
    line_.clear();
    INGOT_TRY_VOID(take_line(last, sink));
  }
  if (has_data_) dispatch(data_, sink);
  return {};
}

Result<> SseDecoder::take_line(std::string_view line, const Sink& sink) {
  if (at_start_) {
    at_start_ = false;
    if (line.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      line.remove_prefix(kByteOrderMark.size());
    }
  }
  if (line.empty()) {
    if (has_data_) dispatch(data_, sink);
    name_.clear();
    return {};
  }
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value;
  if (colon != std::string_view::npos) {
    value = line.substr(colon + 1);
    if (!value.empty() && value[0] == ' ') value.remove_prefix(1);
  }
  if (field == "data") {
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  } else if (field == "event") {
    name_ = value;
  }  // a comment (empty field), id, retry, or a field of the future
  return {};
}

void SseDecoder::dispatch(std::string_view data, const Sink& sink) {
  sink({.name = name_.empty() ? std::string_view("message") : std::string_view(name_),
        .data = data});
  name_.clear();
  data_.clear();
  has_data_ = false;
}

}  // namespace ingot::http
