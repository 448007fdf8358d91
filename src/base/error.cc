#include "base/error.h"

#include <cerrno>
#include <system_error>

namespace ingot {

std::string to_text(const Error& error) {
  std::string text = error.where;
  if (!text.empty()) text += ": ";
  if (!error.code.empty()) text += "error " + error.code + ": ";
  text += error.what;
  if (!error.remedy.empty()) {
    text += "; ";
    text += error.remedy;
  }
  return text;
}

Error system_error(int error_number, std::string_view verb, std::string where) {
  Error error;
  error.kind = error_number == ENOENT ? Error::Kind::not_found : Error::Kind::io;
  error.what = "cannot ";
  error.what += verb;
  error.what += ": ";
  error.what += std::generic_category().message(error_number);
  error.where = std::move(where);
  return error;
}

}  // namespace ingot
