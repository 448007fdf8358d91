// base/error.h: what went wrong, in a form a person and a caller can both act on.
//
// Purpose    One value for every failure that crosses a room border. `kind` is what a caller may
//            act on; the texts are for people and are never parsed.
// Errors     A kind is added only when some caller treats it differently.
#pragma once

#include <string>
#include <string_view>

namespace ingot {

struct Error {
  enum class Kind {
    invalid_argument,  // the caller's input is wrong: fix it and call again
    not_found,         // the named thing does not exist
    io,                // the system refused: disk, permission, process
    cancelled,         // somebody asked for it: not a failure, not logged, not shown red
    timeout,           // a stated limit passed
    network,           // no connection, or it broke
    protocol,          // the other side broke its own rules
    limit,             // a stated size or count was exceeded
    busy,              // somebody else holds it
    unsupported,       // correct, but not in this build or on this system
  };

  Kind kind = Kind::io;
  std::string what;    // one sentence, lower case, no full stop
  std::string where;   // file:line:column and field, or a URL without its query
  std::string remedy;  // what to do; empty when there is nothing to say
  std::string code;    // "E20": of a problem that docs/problems.md lists; empty for most
};

// "where: error code: what; remedy", leaving out what is empty.
std::string to_text(const Error& error);

// An Error of kind io (not_found for ENOENT) for a failed system call: "cannot <verb>: <strerror>".
Error system_error(int error_number, std::string_view verb, std::string where);

}  // namespace ingot
